import { EngineError } from '../../errors.ts';

const PAGE_BYTES = 65_536;
/** Cache lines, so that neighbors in memory do not share one. */
const ALIGNMENT = 64;
/** Kernels may read a vector that begins in a block and ends behind it: behind the last one there is memory too. */
const MARGIN = 16;

interface Block {
  start: number;
  bytes: number;
}

/** Hands out parts of a shared WebAssembly memory; grows it when needed. First fit; neighbors merge when freed. */
export class Heap {
  readonly memory: WebAssembly.Memory;
  private readonly maximumBytes: number;
  private readonly free: Block[] = [];
  private readonly used = new Map<number, number>();
  private end: number;

  /** The first page belongs to the module's own data. */
  constructor(memory: WebAssembly.Memory, maximumBytes: number) {
    this.memory = memory;
    this.maximumBytes = maximumBytes;
    this.end = PAGE_BYTES;
  }

  /** Address of `bytes` zeroed bytes. */
  allocate(bytes: number): number {
    const size = Math.max(ALIGNMENT, Math.ceil(bytes / ALIGNMENT) * ALIGNMENT);
    const start = this.reuse(size) ?? this.extend(size);
    this.used.set(start, size);
    return start;
  }

  release(start: number): void {
    const bytes = this.used.get(start);
    if (bytes === undefined) return;
    this.used.delete(start);
    new Uint8Array(this.memory.buffer, start, bytes).fill(0);
    const at = this.free.findIndex(block => block.start > start);
    this.free.splice(at < 0 ? this.free.length : at, 0, { start, bytes });
    this.mergeNeighbors();
  }

  private reuse(size: number): number | undefined {
    const at = this.free.findIndex(block => block.bytes >= size);
    if (at < 0) return undefined;
    const block = this.free[at]!;
    const { start } = block;
    block.start += size;
    block.bytes -= size;
    if (block.bytes === 0) this.free.splice(at, 1);
    return start;
  }

  private extend(size: number): number {
    const start = this.end;
    const missing = start + size + MARGIN - this.memory.buffer.byteLength;
    if (missing > 0) this.grow(missing);
    this.end = start + size;
    return start;
  }

  private grow(bytes: number): void {
    const wanted = this.memory.buffer.byteLength + bytes;
    const complaint = `the engine needs ${Math.ceil(wanted / 2 ** 20)} MiB of WebAssembly memory`;
    const hint = 'use a smaller batch or a narrower network';
    if (wanted > this.maximumBytes)
      throw new EngineError(`${complaint}, more than the ${this.maximumBytes / 2 ** 20} MiB allowed`, {
        hint,
      });
    try {
      this.memory.grow(Math.ceil(bytes / PAGE_BYTES));
    } catch (cause) {
      throw new EngineError(`${complaint}, and the system refused it`, { hint, cause });
    }
  }

  private mergeNeighbors(): void {
    for (let at = this.free.length - 1; at > 0; at--) {
      const left = this.free[at - 1]!;
      const right = this.free[at]!;
      if (left.start + left.bytes !== right.start) continue;
      left.bytes += right.bytes;
      this.free.splice(at, 1);
    }
  }
}
