/** One pen stroke: x and y of its points, equally many, at least one. */
export type Stroke = readonly [x: ArrayLike<number>, y: ArrayLike<number>];

/**
 * A drawing as strokes in the simplified form of the dataset: integers 0–255 with the smallest x and y at 0,
 * x to the right, y down.
 */
export type Strokes = readonly Stroke[];
