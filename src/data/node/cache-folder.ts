import { randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { DataError } from '../../errors.ts';
import { makeFolder } from '../../node/make-folder.ts';
import { pathFailure } from '../../node/path-failure.ts';
import { type ContentHasher, contentHasher, drawingName } from '../content-hash.ts';
import { folderFailure } from './folder-failure.ts';

/** Name of the cache in a folder of drawings, unless another place is given. */
const FOLDER_NAME = '.quickdraw-lab';

/** Part of every key: to be raised when what is kept changes. */
const FORMAT_VERSION = 1;

/** Temporary files of a process that is writing are younger than this. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/**
 * What was worked out from the files of one folder of drawings, kept for the next start: unpacked drawings and
 * content hashes. An entry's name holds a key of its source's path, size and time of change, so that it can
 * never be taken for a changed file. Entries are written beside and renamed: a process that is killed leaves no
 * half entry, and two processes that write the same entry write the same bytes.
 */
export class CacheFolder {
  readonly path: string;
  readonly #dataFolder: string;
  readonly #hasher: ContentHasher;

  private constructor(path: string, dataFolder: string, hasher: ContentHasher) {
    this.path = path;
    this.#dataFolder = dataFolder;
    this.#hasher = hasher;
  }

  /**
   * @param dataFolder the folder of drawings.
   * @param directory where caches are kept; each folder of drawings has its own in it. In the folder itself if
   *   undefined.
   * @throws DataError if it cannot be written to.
   */
  static async open(dataFolder: string, directory: string | undefined): Promise<CacheFolder> {
    const hasher = await contentHasher();
    const digest = drawingName(hasher.hashBytes(new TextEncoder().encode(dataFolder)));
    const path =
      directory === undefined
        ? join(dataFolder, FOLDER_NAME)
        : join(directory, `${basename(dataFolder)}-${digest}`);
    await makeFolder(path).catch(error => {
      throw folderFailure(path, error);
    });
    return new CacheFolder(path, dataFolder, hasher);
  }

  /** Path of the entry `kind` of a source file, whether it is there or not. */
  async entry(source: string, kind: string): Promise<string> {
    return join(this.path, `${basename(source)}.${await this.#key(source)}.${kind}`);
  }

  async #key(source: string): Promise<string> {
    const { size, mtimeNs } = await stat(source, { bigint: true });
    const identity = [relative(this.#dataFolder, source), size, mtimeNs, FORMAT_VERSION].join('\0');
    return drawingName(this.#hasher.hashBytes(new TextEncoder().encode(identity)));
  }

  /** The bytes of an entry if it is there and as long as it must be. */
  async read(entry: string, byteLength: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    try {
      const bytes = await readFile(entry);
      return bytes.length === byteLength ? bytes : undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw pathFailure(DataError, 'read', entry, error);
    }
  }

  /** Writes an entry: all of it or nothing. */
  async write(entry: string, fill: (handle: FileHandle) => Promise<void>): Promise<void> {
    const temporary = `${entry}.${randomBytes(6).toString('hex')}.tmp`;
    let filled = false;
    try {
      const handle = await open(temporary, 'wx');
      try {
        await fill(handle);
      } finally {
        await handle.close();
      }
      await rename(temporary, entry);
      filled = true;
    } catch (error) {
      throw error instanceof DataError ? error : folderFailure(entry, error);
    } finally {
      if (!filled) await rm(temporary, { force: true });
    }
  }

  /** Removes entries of sources that have changed or gone, and what killed processes have left. */
  async removeStale(sources: readonly string[]): Promise<void> {
    const keys = new Set(await Promise.all(sources.map(source => this.#key(source))));
    for (const name of await readdir(this.path)) {
      const path = join(this.path, name);
      const key = /\.([0-9a-f]{16})\.[^.]+(\.[0-9a-f]{12}\.tmp)?$/.exec(name);
      if (key === null) continue; // not ours
      const abandoned = key[2] !== undefined && (await ageMs(path)) > ABANDONED_AFTER_MS;
      if (abandoned || (!keys.has(key[1]!) && key[2] === undefined)) await rm(path, { force: true });
    }
  }
}

async function ageMs(path: string): Promise<number> {
  try {
    return Date.now() - (await stat(path)).mtimeMs;
  } catch {
    return 0; // finished and renamed by another process meanwhile
  }
}
