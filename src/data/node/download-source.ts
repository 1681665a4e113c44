import { UsageError } from '../../errors.ts';

/** The formats in which Google publishes the drawings. */
export const DOWNLOAD_FORMATS = ['bitmap', 'simplified', 'raw', 'binary', 'sketch-rnn'] as const;

export type DownloadFormat = (typeof DOWNLOAD_FORMATS)[number];

/** Google's public bucket of "The Quick, Draw! Dataset" (CC BY 4.0). */
export const PUBLIC_BUCKET = 'https://storage.googleapis.com/quickdraw_dataset';

const PLACES: Readonly<Record<DownloadFormat, { folder: string; extension: string }>> = {
  bitmap: { folder: 'full/numpy_bitmap', extension: '.npy' },
  simplified: { folder: 'full/simplified', extension: '.ndjson' },
  raw: { folder: 'full/raw', extension: '.ndjson' },
  binary: { folder: 'full/binary', extension: '.bin' },
  'sketch-rnn': { folder: 'sketchrnn', extension: '.npz' },
};

/** Name of a category's file, as published: `alarm clock.npy`. */
export function fileName(format: DownloadFormat, category: string): string {
  return category + PLACES[format].extension;
}

/** Where a category's file is: `…/full/numpy_bitmap/alarm%20clock.npy`. */
export function fileUrl(baseUrl: string, format: DownloadFormat, category: string): string {
  const base = baseUrl.replace(/\/+$/, '');
  return `${base}/${PLACES[format].folder}/${encodeURIComponent(fileName(format, category))}`;
}

/** @throws UsageError unless `baseUrl` is the address of a web server. */
export function checkBaseUrl(baseUrl: string): void {
  if (URL.canParse(baseUrl) && /^https?:$/.test(new URL(baseUrl).protocol)) return;
  throw new UsageError(`'${baseUrl}' is not the address of a mirror.`, {
    hint: `It begins as the public bucket's does: ${PUBLIC_BUCKET}.`,
  });
}
