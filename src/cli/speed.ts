/** How fast a total grows, over the last seconds rather than since the start, so that it follows changes. */
export class Speed {
  readonly #windowMs: number;
  readonly #samples: { at: number; total: number }[] = [];

  constructor(windowMs = 10_000) {
    this.#windowMs = windowMs;
  }

  /** Notes that the total stands at `total` at the time `at` (milliseconds, of any clock that does not go back). */
  record(total: number, at: number): void {
    this.#samples.push({ at, total });
    // One sample older than the window stays: the window is then always full once it has been.
    while (this.#samples.length > 2 && this.#samples[1]!.at <= at - this.#windowMs) this.#samples.shift();
  }

  /** Units a second, or 0 while that is not known. */
  get perSecond(): number {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.at <= first.at) return 0;
    return (1000 * (last.total - first.total)) / (last.at - first.at);
  }

  /** Milliseconds until the total reaches `goal`, or undefined while that is not known. */
  timeLeftMs(goal: number): number | undefined {
    const rate = this.perSecond;
    const last = this.#samples.at(-1);
    if (rate <= 0 || last === undefined) return undefined;
    return (1000 * Math.max(0, goal - last.total)) / rate;
  }
}
