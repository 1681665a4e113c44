/** The best epoch so far, by validation loss. */
export interface BestEpoch {
  /** From 1 on; 0 while there is none. */
  readonly epoch: number;
  readonly loss: number;
}

export const noBestEpoch: BestEpoch = { epoch: 0, loss: Number.POSITIVE_INFINITY };

/** The better of `best` and `epoch`; of equal losses the earlier epoch stays. */
export function betterEpoch(best: BestEpoch, epoch: number, loss: number): BestEpoch {
  return loss < best.loss ? { epoch, loss } : best;
}

/** Whether training stops after `epoch`: no better validation loss for `patience` epochs. 0 never stops. */
export function isOutOfPatience(best: BestEpoch, epoch: number, patience: number): boolean {
  return patience > 0 && best.epoch > 0 && epoch - best.epoch >= patience;
}
