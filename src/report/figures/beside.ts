import * as Plot from '@observablehq/plot';
import type { Sensitivity } from '../../train/index.ts';
import { chart, grid } from './chart.ts';
import type { Figure } from './figure.ts';
import { curveMarks, edgesText, type Point, pointsOf } from './sensitivity-curve.ts';
import { symbolLegend } from './symbol-legend.ts';

type Curve = 'rotation' | 'shiftRight' | 'shiftDown';

const AXES: Readonly<Record<Curve, { name: string; label: string; ticks?: number[] }>> = {
  rotation: {
    name: 'beside-rotation',
    label: 'turned clockwise (degrees)',
    ticks: [-45, -30, -15, 0, 15, 30, 45],
  },
  shiftRight: { name: 'beside-shift-right', label: 'shifted to the right (pixels of 28)' },
  shiftDown: { name: 'beside-shift-down', label: 'shifted down (pixels of 28)' },
};

/** How two runs cope with turned and shifted drawings: this one solid, the other dashed. */
export function besideFigures(ours: Sensitivity, theirs: Sensitivity): Figure[] {
  return (['rotation', 'shiftRight', 'shiftDown'] as const).map(curve =>
    besideFigure(AXES[curve], pointsOf(ours[curve], ours.drawings), pointsOf(theirs[curve], theirs.drawings)),
  );
}

function besideFigure(
  { name, label, ticks }: (typeof AXES)[Curve],
  ours: readonly Point[],
  theirs: readonly Point[],
): Figure {
  return chart({
    name,
    alt: `Accuracy of two runs on drawings ${label.replace(/ \(.*/, '')}. This run: ${edgesText(ours)}. The other: ${edgesText(theirs)}.`,
    marginTop: 44,
    x: { label, ...(ticks ? { ticks } : { tickFormat: 'd' }) },
    y: { label: 'accuracy (%)', domain: [0, 100] },
    marks: [
      Plot.gridY(grid),
      ...curveMarks(theirs, 'var(--orange)', '6,4'),
      ...curveMarks(ours, 'var(--blue)', ''),
      ...symbolLegend(
        [
          { words: 'this run (solid)', symbol: 'circle', color: 'var(--blue)' },
          { words: 'the other (dashed)', symbol: 'circle', color: 'var(--orange)' },
        ],
        { dx: 104, dy: -25 },
      ),
    ],
  });
}
