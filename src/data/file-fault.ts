import { DataError } from '../errors.ts';

/** A file that is cut off, changed or made up; `fault` goes on from the file's name. */
export function damagedFile(where: string, fault: string): DataError {
  return new DataError(`${where} ${fault}.`, {
    hint: 'Download the file again, or take it out of the folder.',
  });
}

/** A file that is whole, but does not hold drawings in a form known here. */
export function foreignFile(where: string, fault: string, hint?: string): DataError {
  return new DataError(`${where} ${fault}.`, {
    hint: hint ?? 'Known are .npy, .npz, .ndjson and .bin of the Quick, Draw! dataset, and .gz of them.',
  });
}
