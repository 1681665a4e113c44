import * as Plot from '@observablehq/plot';
import type { Sensitivity } from '../../train/index.ts';
import { chart, grid } from './chart.ts';
import type { Figure } from './figure.ts';
import { curveMarks, edgesText, pointsOf } from './sensitivity-curve.ts';

/** Accuracy on drawings that were turned, and that were shifted. */
export function sensitivityFigures(sensitivity: Sensitivity): Figure[] {
  return [rotationFigure(sensitivity), shiftFigure(sensitivity)];
}

function rotationFigure({ rotation, drawings, blurred }: Sensitivity): Figure {
  const points = pointsOf(rotation, drawings);
  const blur = (100 * blurred) / drawings;
  return chart({
    name: 'sensitivity-rotation',
    alt: `Accuracy on drawings turned by −45 to 45 degrees: ${edgesText(points)}.`,
    x: { label: 'turned clockwise (degrees)', ticks: [-45, -30, -15, 0, 15, 30, 45] },
    y: { label: 'accuracy (%)', domain: [0, 100] },
    marks: [
      Plot.gridY(grid),
      Plot.ruleY([blur], { stroke: 'var(--muted)', strokeDasharray: '2,3' }),
      Plot.text([blur], {
        y: d => d,
        frameAnchor: 'left',
        text: () => 'half a pixel aside',
        dx: 4,
        dy: -8,
        fill: 'var(--muted)',
      }),
      ...curveMarks(points, 'var(--blue)', ''),
    ],
  });
}

function shiftFigure({ shiftRight, shiftDown, drawings }: Sensitivity): Figure {
  const right = pointsOf(shiftRight, drawings);
  const down = pointsOf(shiftDown, drawings);
  return chart({
    name: 'sensitivity-shift',
    alt: `Accuracy on drawings shifted by −6 to 6 pixels. To the right: ${edgesText(right)}. Down: ${edgesText(down)}.`,
    x: { label: 'shifted (pixels of 28)', tickFormat: 'd' },
    y: { label: 'accuracy (%)', domain: [0, 100] },
    marks: [
      Plot.gridY(grid),
      ...curveMarks(right, 'var(--blue)', ''),
      ...curveMarks(down, 'var(--orange)', '6,4'),
      legendText('to the right', 'var(--blue)', 14),
      legendText('down', 'var(--orange)', 5),
    ],
  });
}

function legendText(label: string, color: string, y: number) {
  return Plot.text([label], {
    y: () => y,
    frameAnchor: 'middle',
    text: d => d,
    fill: color,
    fontWeight: 600,
  });
}
