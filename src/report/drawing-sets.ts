import { percentileBand } from '../analysis/index.ts';
import type { Findings } from './findings.ts';

/** Drawings that belong together, by their rows. */
export interface DrawingSet {
  /** For names of files and places in the page. */
  readonly key: string;
  readonly title: string;
  readonly rows: Uint32Array;
}

/** As many as the study showed. */
const SIZE = 48;

/** Percentiles whose bands can be looked at, beside the one asked for. */
const PERCENTILES = [1, 2, 5, 10, 20, 30, 50];

/** The drawings that the network thought least likely to be what they are. */
export function worstDrawings({ worstFirst }: Findings): DrawingSet {
  return { key: 'worst', title: 'The worst drawings', rows: worstFirst.slice(0, SIZE) };
}

/** The drawings that it found most like what they are, the best first. */
export function bestDrawings({ worstFirst }: Findings): DrawingSet {
  return { key: 'best', title: 'The best drawings', rows: worstFirst.slice(-SIZE).reverse() };
}

/** The drawings around a percentile, from the worst on. */
export function bandAround({ worstFirst }: Findings, percentile: number): DrawingSet {
  return {
    key: `band-${percentile}`,
    title: `Around the worst ${percentile}%`,
    rows: percentileBand(worstFirst, percentile, SIZE),
  };
}

/** Percentiles to choose from, that asked for among them. */
export function percentilesWith(asked: number): number[] {
  return [...new Set([...PERCENTILES, asked])].sort((a, b) => a - b);
}

/** All-black drawings, and nearly empty ones. */
export function inkSets({ ink }: Findings): DrawingSet[] {
  return [
    { key: 'full', title: 'All black', rows: ink.full.slice(0, SIZE) },
    { key: 'empty', title: 'Nearly empty', rows: ink.empty.slice(0, SIZE) },
  ];
}
