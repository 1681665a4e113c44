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
    const [, program, sync, from, to] = words;
    run(program ?? 0, sync ?? 0, threads, from ?? 0, to ?? 0);
  }
}
