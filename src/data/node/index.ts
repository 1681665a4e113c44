export { openDrawings } from './open-drawings.ts';
