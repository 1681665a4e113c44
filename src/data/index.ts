export { DRAWING_BYTES, type DrawingFile, SIDE } from './reader.ts';
