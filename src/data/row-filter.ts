/**
 * Says which drawings of a category count: not those of a second file that an earlier file of the category has already
 * given. Equal drawings within one file are all kept: the file says so.
 */
export class RowFilter {
  readonly #earlier = new Set<bigint>();
  readonly #current: bigint[] = [];
  readonly #severalFiles: boolean;
  duplicateCount = 0;

  constructor(fileCount: number) {
    this.#severalFiles = fileCount > 1;
  }

  /** Whether every drawing counts, so that nobody needs to ask. */
  get admitsAll(): boolean {
    return !this.#severalFiles;
  }

  /** To be called before the drawings of each file. */
  startFile(): void {
    for (const hash of this.#current) this.#earlier.add(hash);
    this.#current.length = 0;
  }

  /** Whether the next drawing counts. To be asked once for each, in order. */
  admits(hash: bigint): boolean {
    if (!this.#severalFiles) return true;
    if (this.#earlier.has(hash)) {
      this.duplicateCount++;
      return false;
    }
    this.#current.push(hash);
    return true;
  }
}
