import * as Plot from '@observablehq/plot';
import { placeOn } from './log-axis.ts';

/** A place on the axis that means something: a vertical line with its name above. */
export interface Landmark {
  readonly x: number;
  readonly label: string;
  readonly color: string;
  readonly dashes: string;
}

interface Rows {
  readonly count: number;
  /** Of each landmark, 0 beside the frame. */
  readonly rowOf: readonly number[];
}

/** About the width of a letter, and room behind a name. */
const LETTER = 6;
const GAP = 6;

/** In which row each name stands, so that no name is on another or on another's line. */
export function landmarkRows(
  landmarks: readonly Landmark[],
  axis: { domain: readonly [number, number]; length: number },
): Rows {
  const places = landmarks.map(({ x }) => placeOn(axis, x));
  const order = [...places.keys()].sort((a, b) => places[b]! - places[a]!);
  const rowOf = new Array<number>(landmarks.length).fill(0);
  const done: number[] = [];
  // From the right to the left: a name goes above all lines that it would reach.
  for (const index of order) {
    const end = places[index]! + landmarks[index]!.label.length * LETTER + GAP;
    const reached = done.filter(other => places[other]! <= end).map(other => rowOf[other]!);
    rowOf[index] = reached.length === 0 ? 0 : Math.max(...reached) + 1;
    done.push(index);
  }
  return { count: landmarks.length === 0 ? 0 : Math.max(...rowOf) + 1, rowOf };
}

interface Layout {
  readonly row: number;
  readonly hasNames: boolean;
  readonly inset: number;
}

/** The lines, and the names like flags at their tops. */
export function landmarkMarks(
  landmarks: readonly Landmark[],
  { rowOf }: Rows,
  { row, hasNames }: Layout,
): Plot.Markish[] {
  return landmarks.flatMap(({ x, label, color, dashes }, at) => {
    const above = hasNames ? row * rowOf[at]! : 0;
    return [
      Plot.ruleX([x], {
        stroke: color,
        strokeDasharray: dashes,
        strokeWidth: 1.25,
        insetTop: hasNames ? -above - row + 3 : 0,
      }),
      ...(hasNames
        ? [
            Plot.text([x], {
              x: d => d,
              frameAnchor: 'top',
              textAnchor: 'start',
              lineAnchor: 'middle',
              dx: 3,
              dy: -above - row / 2,
              text: () => label,
              fill: color,
            }),
          ]
        : []),
    ];
  });
}
