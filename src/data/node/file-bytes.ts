import type { FileHandle } from 'node:fs/promises';
import { DataError } from '../../errors.ts';

// One read call moves less than 2 GiB; files may be larger.
const LARGEST_READ = 1 << 30;

/** Fills `target` from byte `position` on. @throws DataError if the file ends before. */
export async function fillFromFile(
  handle: FileHandle,
  target: Uint8Array,
  position: number,
  path: string,
): Promise<void> {
  let done = 0;
  while (done < target.length) {
    const wanted = Math.min(target.length - done, LARGEST_READ);
    const { bytesRead } = await handle.read(target, done, wanted, position + done);
    if (bytesRead === 0) {
      throw new DataError(`${path} ends at byte ${position + done}, in the middle of a drawing.`, {
        hint: 'The file was cut or changed while it was read. Run again when it is complete.',
      });
    }
    done += bytesRead;
  }
}

/** The first `length` bytes of the file, or fewer if it is shorter. */
export async function readHead(handle: FileHandle, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const head = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(head, done, length - done, done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return head.subarray(0, done);
}
