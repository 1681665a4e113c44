import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RunError } from '../errors.ts';
import { pathFailure } from '../node/path-failure.ts';
import { saveFile } from '../node/save-file.ts';
import { type CellResult, cellResultSchema } from './cell-result.ts';

/** Results of cells by their keys: one file each, which is there whole or not at all. */
export class ResultStore {
  readonly #folder: string;

  /** @param study the folder of the study that they belong to; theirs is made when the first is written. */
  constructor(study: string) {
    this.#folder = join(study, 'cells');
  }

  /**
   * The results that there are of some cells, by key.
   * @param onDamaged is told of each that cannot be used, which counts as none.
   */
  async findAll(keys: Iterable<string>, onDamaged: (path: string) => void): Promise<Map<string, CellResult>> {
    const found = new Map<string, CellResult>();
    for (const key of keys) {
      const result = await this.find(key, onDamaged);
      if (result !== undefined) found.set(key, result);
    }
    return found;
  }

  /**
   * The result of a cell; undefined if there is none.
   * @param onDamaged is told of one that cannot be used, which counts as none.
   */
  async find(key: string, onDamaged: (path: string) => void): Promise<CellResult | undefined> {
    const path = this.#pathOf(key);
    const text = await readFile(path, 'utf8').catch(error => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw pathFailure(RunError, 'read', path, error);
    });
    if (text === undefined) return undefined;
    const result = parseResult(text);
    if (result?.key === key) return result;
    onDamaged(path);
    return undefined;
  }

  /** Keeps a result. @throws RunError if it cannot be written. */
  async publish(result: CellResult): Promise<void> {
    await saveFile(this.#pathOf(result.key), `${JSON.stringify(result)}\n`);
  }

  #pathOf(key: string): string {
    return join(this.#folder, `${key}.json`);
  }
}

function parseResult(text: string): CellResult | undefined {
  try {
    return cellResultSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
