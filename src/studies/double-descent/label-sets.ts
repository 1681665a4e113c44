import type { DescentSetting } from './findings.ts';
import type { DescentOptions } from './options.ts';

/** Labels to train on. */
export type LabelSet = Pick<DescentSetting, 'labels' | 'labelNoise'>;

/** The label sets of a grid, each once. Without a comparison: the labels as they are for no noise, else with some made wrong. */
export function labelSets({ compare, labelNoise }: DescentOptions): LabelSet[] {
  const noises = [...new Set(labelNoise)].sort((a, b) => a - b);
  const injected = noises
    .filter(noise => noise > 0)
    .map(noise => ({ labels: 'injected' as const, labelNoise: noise }));
  if (compare === null)
    return [...(noises.includes(0) ? [{ labels: 'natural' as const, labelNoise: 0 }] : []), ...injected];
  return [...new Set(compare)].flatMap((labels): LabelSet[] =>
    labels === 'injected' ? injected : [{ labels, labelNoise: 0 }],
  );
}

/** What a label set is called in messages: `20% noise`. */
export function labelSetName({ labels, labelNoise }: LabelSet): string {
  if (labels === 'injected') return `${Number((100 * labelNoise).toFixed(3))}% noise`;
  return labels === 'clean' ? 'without label issues' : 'labels as they are';
}
