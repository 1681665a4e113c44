export type { BatchPass, BatchSource } from './batches.ts';
export { drawingName, parseDrawingNames } from './content-hash.ts';
export type { OnOpeningProgress, OpeningProgress } from './division.ts';
export { decodeNpy, encodeNpy, type NpyArray } from './npy-array.ts';
export { readNpz, writeNpz } from './npz.ts';
export { DRAWING_BYTES, type DrawingFile, SIDE } from './reader.ts';
export { SIDES, type Side } from './split.ts';
