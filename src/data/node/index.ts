export { crc32c } from './crc32c.ts';
export {
  type DownloadEvent,
  type DownloadedFile,
  type DownloadOptions,
  download,
  planDownload,
} from './download.ts';
export type { PlannedFile } from './download-plan.ts';
export { DOWNLOAD_FORMATS, type DownloadFormat, PUBLIC_BUCKET } from './download-source.ts';
export { isLocked, takeLock, type Unlock } from './folder-lock.ts';
export { type FolderListing, type ListedCategory, listFolder } from './list-folder.ts';
export { type OpenedDrawings, type OpenOptions, openSplit, openWhole } from './open-data.ts';
export { openDrawings } from './open-drawings.ts';
export { type CategorySample, sampleFolder } from './sample-folder.ts';
export { shareDrawings } from './share-drawings.ts';
export { starterFolder } from './starter-folder.ts';
export { type FolderSurvey, type FolderVerdict, surveyFolder, verifyFolder } from './survey-folder.ts';
export { writePng } from './write-png.ts';
