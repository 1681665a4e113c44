/**
 * Says which drawings of a category count: not those on the exclusion list, and not those of a second file that
 * an earlier file of the category has already given. Equal drawings within one file are all kept: the file says so.
 */
export class RowFilter {
  readonly #excluded: ReadonlySet<bigint>;
  readonly #earlier = new Set<bigint>();
  readonly #current: bigint[] = [];
  readonly #severalFiles: boolean;
  excludedCount = 0;
  duplicateCount = 0;

  constructor(excluded: ReadonlySet<bigint>, fileCount: number) {
    this.#excluded = excluded;
    this.#severalFiles = fileCount > 1;
  }

  /** Whether every drawing counts, so that nobody needs to ask. */
  get admitsAll(): boolean {
    return !this.#severalFiles && this.#excluded.size === 0;
  }

  /** To be called before the drawings of each file. */
  startFile(): void {
    for (const hash of this.#current) this.#earlier.add(hash);
    this.#current.length = 0;
  }

  /** Whether the next drawing counts. To be asked once for each, in order. */
  admits(hash: bigint): boolean {
    if (this.#excluded.has(hash)) {
      this.excludedCount++;
      return false;
    }
    if (!this.#severalFiles) return true;
    if (this.#earlier.has(hash)) {
      this.duplicateCount++;
      return false;
    }
    this.#current.push(hash);
    return true;
  }
}
