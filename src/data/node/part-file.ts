import { constants } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { checksumMatches } from './file-checksum.ts';
import { folderFailure } from './folder-failure.ts';

const descriptionSchema = z.object({
  url: z.string(),
  etag: z.string().optional(),
  size: z.int().min(0).optional(),
  md5: z.string().optional(),
  crc32c: z.string().optional(),
});

/** What the server said of the file that a part is the beginning of. */
export type PartDescription = z.infer<typeof descriptionSchema>;

/**
 * A download under way: `<name>.part` holds the bytes so far, `<name>.part.json` what the server said of the file,
 * which is what it takes to go on later. The file gets its name when it is whole.
 */
export class PartFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  #description: PartDescription | undefined;
  #size: number;

  private constructor(path: string, handle: FileHandle, size: number, description?: PartDescription) {
    this.#path = path;
    this.#handle = handle;
    this.#size = size;
    this.#description = description;
  }

  /** Opens what there is of the file `path`, or begins it. */
  static async open(path: string): Promise<PartFile> {
    const partPath = `${path}.part`;
    try {
      const handle = await open(partPath, constants.O_RDWR | constants.O_CREAT);
      const { size } = await handle.stat();
      const part = new PartFile(path, handle, size, await readDescription(path));
      if (part.#description === undefined) await part.#truncate(0);
      return part;
    } catch (error) {
      throw folderFailure(partPath, error);
    }
  }

  /** Bytes so far. */
  get size(): number {
    return this.#size;
  }

  get description(): PartDescription | undefined {
    return this.#description;
  }

  /** Whether all bytes are there, as far as the server said how many there are. */
  get isWhole(): boolean {
    return this.#description?.size !== undefined && this.#description.size === this.#size;
  }

  /** Throws the bytes away and begins the file that `description` tells of. */
  async begin(description: PartDescription): Promise<void> {
    await this.cutTo(0);
    // First the bytes go, then their description changes: new words never stand beside old bytes.
    this.#description = description;
    await this.#guard(() => writeFile(descriptionPath(this.#path), JSON.stringify(description)));
  }

  /** Throws away the bytes from `size` on. */
  async cutTo(size: number): Promise<void> {
    await this.#guard(() => this.#truncate(size));
  }

  async append(bytes: Uint8Array): Promise<void> {
    await this.#guard(async () => {
      for (let written = 0; written < bytes.length; ) {
        const { bytesWritten } = await this.#handle.write(bytes, written, undefined, this.#size);
        written += bytesWritten;
        this.#size += bytesWritten;
      }
    });
  }

  /** Whether the bytes have the checksum that the server told; true if it told none. */
  matches(signal: AbortSignal): Promise<boolean> {
    return checksumMatches(`${this.#path}.part`, this.#description ?? {}, signal);
  }

  /** Gives the whole file its name. */
  async finish(): Promise<void> {
    await this.#guard(async () => {
      await this.#handle.sync();
      await rename(`${this.#path}.part`, this.#path);
      await rm(descriptionPath(this.#path), { force: true });
    });
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #truncate(size: number): Promise<void> {
    if (this.#size <= size) return;
    await this.#handle.truncate(size);
    this.#size = size;
  }

  async #guard(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      throw folderFailure(`${this.#path}.part`, error);
    }
  }
}

function descriptionPath(path: string): string {
  return `${path}.part.json`;
}

/** A description that is missing or damaged counts as none: the part then starts over. */
async function readDescription(path: string): Promise<PartDescription | undefined> {
  try {
    return descriptionSchema.parse(JSON.parse(await readFile(descriptionPath(path), 'utf8')));
  } catch {
    return undefined;
  }
}
