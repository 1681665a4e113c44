import type { FileHandle } from 'node:fs/promises';
import { damagedFile } from '../file-fault.ts';
import { Rasterizer } from '../raster/rasterizer.ts';
import { DRAWING_BYTES, type DrawingFile } from '../reader.ts';
import { countSketches, parseSketches, SKETCH_RNN_PARTS, sketchToStrokes } from '../sketch-rnn.ts';
import type { ZipEntry } from '../zip.ts';
import { readArrayHeader } from './array-header.ts';
import { ZipMember } from './zip-file.ts';

/** Twice what the largest category takes. A pickle is unpacked whole, so this bounds memory. */
const LARGEST_PICKLE = 1 << 27;

interface Part {
  readonly member: ZipMember;
  readonly count: number;
  /** Number of its first drawing in the file. */
  readonly first: number;
}

function partNames(entries: readonly ZipEntry[]): ZipEntry[] {
  return SKETCH_RNN_PARTS.flatMap(part => entries.filter(({ name }) => name === `${part}.npy`));
}

export function isSketchRnn(entries: readonly ZipEntry[]): boolean {
  return partNames(entries).length > 0;
}

/** The arrays train, valid and test of a sketch-rnn file, one after the other. */
export async function openSketchRnn(
  path: string,
  handle: FileHandle,
  entries: readonly ZipEntry[],
): Promise<DrawingFile> {
  const parts: Part[] = [];
  let total = 0;
  for (const entry of partNames(entries)) {
    const member = await ZipMember.open(handle, entry, path);
    if (entry.size > LARGEST_PICKLE) throw damagedFile(member.where, `claims ${entry.size} bytes`);
    const count = countSketches(await readArrayHeader(member), entry.size, member.where);
    parts.push({ member, count, first: total });
    total += count;
  }
  return new SketchRnnFile(path, handle, parts, total);
}

class SketchRnnFile implements DrawingFile {
  readonly path: string;
  readonly format = 'sketch-rnn';
  readonly count: number;
  readonly rowOffset = undefined;
  readonly #handle: FileHandle;
  readonly #parts: readonly Part[];
  readonly #rasterizer = new Rasterizer();
  /** The part unpacked last: reads mostly go forward. */
  #unpacked: { part: Part; drawings: Uint8Array[] } | undefined;

  constructor(path: string, handle: FileHandle, parts: readonly Part[], count: number) {
    this.path = path;
    this.#handle = handle;
    this.#parts = parts;
    this.count = count;
  }

  async read(from: number, to: number, target: Uint8Array): Promise<void> {
    for (const part of this.#parts) {
      const first = Math.max(from, part.first);
      const end = Math.min(to, part.first + part.count);
      if (first >= end) continue;
      const drawings = await this.#drawingsOf(part);
      for (let row = first; row < end; row++) {
        const strokes = sketchToStrokes(drawings[row - part.first]!);
        this.#rasterizer.draw(strokes, target, (row - from) * DRAWING_BYTES);
      }
    }
  }

  async close(): Promise<void> {
    this.#unpacked = undefined;
    await this.#handle.close();
  }

  async #drawingsOf(part: Part): Promise<Uint8Array[]> {
    if (this.#unpacked?.part === part) return this.#unpacked.drawings;
    this.#unpacked = undefined;
    const { entry, where } = part.member;
    const npy = new Uint8Array(entry.size);
    const bytes = part.member.bytes();
    try {
      await bytes.fill(npy);
      await bytes.finish();
    } finally {
      await bytes.close();
    }
    const drawings = parseSketches(npy, where);
    this.#unpacked = { part, drawings };
    return drawings;
  }
}
