// A thread of the crew other than the caller's: waits for work, runs its share, waits again. Plain JavaScript, so that the
// same file serves as it is under Node, in a bundle and in tests.

/**
 * @typedef {object} Membership
 * @property {WebAssembly.Module} module
 * @property {WebAssembly.Memory} memory shared
 * @property {number} control byte address of the control block: [generation, program, sync, from, to, stop]
 * @property {number} scratch byte address of this thread's scratch
 * @property {number} threads
 */

/** Checks of the generation before the thread goes to sleep: about the time between two steps. */
const SPINS = 20_000;

/** Words of a barrier's state; see kernels/runtime.ts. */
export const SYNC_WORDS = 3;

/**
 * Lets the other threads go for good, after this one has trapped: they would wait for it for ever.
 * @param {Int32Array} sync
 */
export function breakBarrier(sync) {
  Atomics.store(sync, 2, 1);
  // A thread about to sleep has seen the generation as it was.
  Atomics.add(sync, 1, 1);
  Atomics.notify(sync, 1);
}

/**
 * Whether a thread has trapped.
 * @param {Int32Array} sync
 */
export function isBroken(sync) {
  return Atomics.load(sync, 2) !== 0;
}

/**
 * @param {Membership} membership
 * @param {() => void} tellReady called when nothing can fail any more
 */
export function serve({ module, memory, control, scratch, threads }, tellReady) {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const { run, setScratch } =
    /** @type {{ run: (program: number, sync: number, threads: number, from: number, to: number) => number,
     *           setScratch: (address: number) => number }} */ (/** @type {unknown} */ (exports));
  setScratch(scratch);
  const words = new Int32Array(memory.buffer, control, 6);
  let generation = 0;
  tellReady();
  for (;;) {
    for (let spin = 0; spin < SPINS && Atomics.load(words, 0) === generation; spin++);
    Atomics.wait(words, 0, generation);
    generation = Atomics.load(words, 0);
    if (Atomics.load(words, 5) !== 0) return;
    const [, program = 0, sync = 0, from = 0, to = 0] = words;
    try {
      run(program, sync, threads, from, to);
    } catch (error) {
      breakBarrier(new Int32Array(memory.buffer, sync, SYNC_WORDS));
      throw error;
    }
  }
}
