export type { BatchPass, BatchSource } from './batches.ts';
export { CATEGORIES, categoryOfFile, nearestCategory, requireCategory } from './categories.ts';
export { drawingName, parseDrawingNames } from './content-hash.ts';
export type { OnOpeningProgress, OpeningProgress } from './division.ts';
export { drawingAt } from './drawings.ts';
export { type DrawingsView, viewDrawings } from './drawings-view.ts';
export type { Finding } from './findings.ts';
export { foldOf } from './folds.ts';
export { contactSheet, type SheetCell, type SheetOptions } from './image/contact-sheet.ts';
export { drawingFromImage } from './image/drawing-from-image.ts';
export type { Image } from './image/image.ts';
export { decodePng, encodePng, isPng } from './image/png.ts';
export { decodeNpy, encodeNpy, type NpyArray } from './npy-array.ts';
export { readNpz, writeNpz } from './npz.ts';
export { Rasterizer } from './raster/rasterizer.ts';
export { DRAWING_BYTES, type DrawingFile, SIDE } from './reader.ts';
export {
  type SelectedDrawings,
  type SharedDrawings,
  type SharedSelection,
  selectSplit,
} from './shared-drawings.ts';
export { SIDES, type Side, type SideCounts } from './split.ts';
export type { Stroke, Strokes } from './strokes.ts';
export type { CategorySurvey } from './survey.ts';
