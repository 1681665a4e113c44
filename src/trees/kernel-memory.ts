import type { Buffer, BufferPlace, WasmBackend } from '../engine/index.ts';

/** Buffers of one computation on the kernels, freed together. */
export class KernelMemory {
  private readonly backend: WasmBackend;
  private readonly buffers: Buffer[] = [];

  constructor(backend: WasmBackend) {
    this.backend = backend;
  }

  /** A buffer of zeros, or of the bytes of `content`. */
  allocate(bytes: number, content?: ArrayBufferView): Buffer {
    const buffer = this.backend.buffer([Math.max(1, bytes)], 'u8');
    this.buffers.push(buffer);
    if (content) this.write(buffer, content);
    return buffer;
  }

  /** The buffer's own memory, on a cache line. */
  bytes(buffer: Buffer): Uint8Array {
    return this.backend.view(buffer) as Uint8Array;
  }

  /** `length` float64 numbers of the buffer's own memory. */
  doubles(buffer: Buffer, length: number): Float64Array {
    const { buffer: memory, byteOffset } = this.bytes(buffer);
    return new Float64Array(memory, byteOffset, length);
  }

  write(buffer: Buffer, { buffer: memory, byteOffset, byteLength }: ArrayBufferView): void {
    this.bytes(buffer).set(new Uint8Array(memory, byteOffset, byteLength));
  }

  dispose(): void {
    for (const buffer of this.buffers.splice(0)) this.backend.free(buffer);
  }
}

export const reads = (buffer: Buffer): BufferPlace => ({ buffer, access: 'read' });
export const updates = (buffer: Buffer, offset = 0): BufferPlace => ({ buffer, offset, access: 'update' });
