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
