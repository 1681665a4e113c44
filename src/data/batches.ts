/** Drawings that can be passed over again and again: one side of a split, in memory or on disk. */
export interface BatchSource {
  readonly count: number;
  /**
   * A pass in the shuffled order of an epoch (see order.ts).
   * @param start position of the first drawing to give: batch size × step to go on after `step` batches.
   */
  shuffled(seed: number, epoch: number, start?: number): BatchPass;
  /** A pass in the order of the files, the same every time. */
  inOrder(start?: number): BatchPass;
  /** Content hashes (the names in files) of all drawings, in the order of `inOrder`. */
  contentHashes(): Promise<BigUint64Array>;
}

/** A pass over drawings, batch by batch. One `next` at a time. */
export interface BatchPass {
  /**
   * Writes the next drawings, `labels.length` of them or what is left.
   * @param target bytes [labels.length, 784], in the engine's memory for instance.
   * @param labels category of each.
   * @returns the number written, 0 after the last. A plain number if the drawings were at hand.
   */
  next(target: Uint8Array, labels: Int32Array): number | Promise<number>;
  /** Ends the pass before its end. Needed for drawings on disk, harmless otherwise. */
  close(): Promise<void>;
}
