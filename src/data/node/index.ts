export {
  type DownloadEvent,
  type DownloadedFile,
  type DownloadOptions,
  download,
  planDownload,
} from './download.ts';
export type { PlannedFile } from './download-plan.ts';
export { DOWNLOAD_FORMATS, type DownloadFormat, PUBLIC_BUCKET } from './download-source.ts';
export { takeLock, type Unlock } from './folder-lock.ts';
export { openDrawings } from './open-drawings.ts';
