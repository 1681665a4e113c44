import { type KernelName, kernelModule } from '../../../src/engine/wasm/kernels.ts';

const SCRATCH_BYTES = 4 * 2 ** 20;

/** One instance of the kernels with memory of its own, for tests that call kernels directly. Allocation only goes up. */
export class KernelBench {
  readonly memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536, shared: true });
  private readonly exports: Record<string, (...args: number[]) => void>;
  private end = 64;

  constructor() {
    const instance = new WebAssembly.Instance(kernelModule(), { env: { memory: this.memory } });
    this.exports = instance.exports as Record<string, (...args: number[]) => void>;
    this.exports.setScratch!(this.allocate(SCRATCH_BYTES));
  }

  allocate(bytes: number): number {
    const address = this.end;
    this.end = Math.ceil((address + bytes + 16) / 64) * 64;
    const missing = this.end - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / 65_536));
    return address;
  }

  floats(data: ArrayLike<number>): number {
    const address = this.allocate(4 * data.length);
    this.viewFloats(address, data.length).set(data);
    return address;
  }

  words(data: ArrayLike<number>): number {
    const address = this.allocate(4 * data.length);
    new Uint32Array(this.memory.buffer, address, data.length).set(data);
    return address;
  }

  bytes(data: ArrayLike<number>): number {
    const address = this.allocate(data.length);
    this.viewBytes(address, data.length).set(data);
    return address;
  }

  viewFloats(address: number, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, count);
  }

  viewBytes(address: number, count: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, count);
  }

  call(kernel: KernelName, ...args: number[]): void {
    this.exports[kernel]!(...args);
  }
}

/** Pseudo-random numbers in [−1, 1), the same ones for the same seed. */
export function randomFloats(count: number, seed: number): Float32Array {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) / 2 ** 23 - 1;
  });
}

/** Largest |a − b| over largest |b|. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0;
  let scale = 1e-30;
  for (let i = 0; i < b.length; i++) {
    const error = Math.abs(a[i]! - b[i]!);
    difference = Math.max(difference, Number.isNaN(error) ? Number.POSITIVE_INFINITY : error);
    scale = Math.max(scale, Math.abs(b[i]!));
  }
  return difference / scale;
}

/** ‖a − b‖ / ‖b‖. */
export function relativeDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let squares = 0;
  let scale = 0;
  for (let i = 0; i < b.length; i++) {
    squares += (a[i]! - b[i]!) ** 2;
    scale += b[i]! ** 2;
  }
  return Math.sqrt(squares / (scale || 1));
}
