import { EngineError } from '../../errors.ts';
import type { Node, Value } from '../graph.ts';
import { type DataType, sizeOf } from '../shape.ts';
import type { Call, Dispatch } from './schedule.ts';
import { type Address, denseLayout, haloedLayout, type ImageLayout, type Storage } from './storage.ts';

/** A contiguous range of rows of the batch. */
export interface Shard {
  readonly index: number;
  readonly start: number;
  readonly rows: number;
}

/** How one operation becomes kernel calls. */
export interface Lowering {
  /** Emits the calls of `node`. */
  lower(node: Node, context: LoweringContext): void;
  /** Which image inputs (by index) may lie haloed; the others are made dense first. Default: none. */
  readonly haloedInputs?: (node: Node) => readonly number[];
  /** Which image outputs (by index) it can write haloed, and does where a reader wants it. Default: none. */
  readonly haloedOutputs?: (node: Node) => readonly number[];
  /** Which image outputs it can only write haloed. Default: none. */
  readonly alwaysHaloed?: (node: Node) => readonly number[];
}

/** Scratch of a thread. Pages never touched cost no memory. */
export const SCRATCH_BYTES = 16 * 2 ** 20;

export const bytesPerElement = (dtype: DataType): number => (dtype === 'u8' ? 1 : 4);

/**
 * What a lowering works with: where values lie, the shards of the batch, and places to put calls. Addresses are symbolic
 * until the whole program is known.
 */
export class LoweringContext {
  readonly shards: readonly Shard[];
  readonly dispatches: Dispatch[] = [];
  private readonly storages = new Map<Value, Storage>();
  private readonly layouts = new Map<Value, ImageLayout>();
  private readonly denseCopies = new Map<Value, Storage>();
  private readonly haloedCopies = new Map<Value, Storage>();
  private readonly keptFor = new Map<Value, unknown>();
  private readonly haloed: ReadonlySet<Value>;
  private current: Node | undefined;

  constructor(shards: readonly Shard[], haloed: ReadonlySet<Value>) {
    this.shards = shards;
    this.haloed = haloed;
  }

  /** Puts `value` in memory of the caller. */
  bind(value: Value, storage: Storage): void {
    this.storages.set(value, storage);
  }

  enter(node: Node): void {
    this.current = node;
  }

  /**
   * Lets `value` lie where `other` lies, which has the same elements in the same order, and tells whether it could: not
   * where somebody else chose the place of `value`, not on a parameter, which may be overwritten while `value` is still
   * read, and not where one is cut in shards and the other is not: readers of the latter must wait for all shards.
   */
  alias(value: Value, other: Value): boolean {
    const isFree = !this.storages.has(value) && !this.haloed.has(value);
    if (!isFree || other.kind === 'parameter' || value.batched !== other.batched) return false;
    this.storages.set(value, this.read(other).storage);
    return true;
  }

  /** Working memory of the program, alive only in the phases that touch it. */
  temporary(name: string, bytes: number): Storage {
    return { name, bytes, kind: 'arena', address: undefined };
  }

  /** Memory that keeps its content from run to run: tables, zeros. */
  lasting(name: string, content: Uint32Array | Int32Array | Float32Array): Storage {
    return { name, bytes: content.byteLength, kind: 'own', address: undefined, content };
  }

  /** Address of element `element` of `value`, to read. Image values that lie haloed are copied to a dense place first. */
  read(value: Value, element = 0): Address {
    const storage = this.haloed.has(value) ? this.denseCopy(value) : this.storageOf(value);
    return { storage, offset: element * bytesPerElement(value.dtype), access: 'read' };
  }

  /** Address of element `element` of `value`, to write all of a dense value or a part of it. */
  write(value: Value, element = 0): Address {
    if (this.haloed.has(value)) throw new EngineError(`${this.name}: a haloed output is written densely`);
    return {
      storage: this.storageOf(value),
      offset: element * bytesPerElement(value.dtype),
      access: 'write',
    };
  }

  /** Address of the first byte of image `image` of `value`, where and as it lies, haloed or dense: see `layoutOf`. */
  image(value: Value, image: number, access: Address['access']): Address {
    const { imageStride } = this.layoutOf(value);
    return { storage: this.storageOf(value), offset: 4 * image * imageStride, access };
  }

  /** Address of the first byte (of the halo) of image `image` of `value` in `haloedLayout(value)`, copied there first when it lies densely. */
  haloedImage(value: Value, image: number): Address {
    const storage = this.haloed.has(value) ? this.storageOf(value) : this.haloedCopy(value);
    return { storage, offset: 4 * image * haloedLayout(value).imageStride, access: 'read' };
  }

  /**
   * Remembers what the lowering of a forward operation leaves for its backward one (lists, transforms) under one of its
   * outputs, which the backward operation takes as input.
   */
  keep<T>(output: Value, what: T): T {
    this.keptFor.set(output, what);
    return what;
  }

  kept<T>(input: Value): T {
    if (!this.keptFor.has(input)) throw new EngineError(`${this.name}: its forward operation left nothing`);
    return this.keptFor.get(input) as T;
  }

  /** Says that a kernel needs so much of its thread's scratch. */
  needScratch(bytes: number): void {
    if (bytes > SCRATCH_BYTES)
      throw new EngineError(
        `${this.name} needs ${bytes} bytes of scratch, more than the ${SCRATCH_BYTES} there are`,
      );
  }

  layoutOf(value: Value): ImageLayout {
    let layout = this.layouts.get(value);
    if (!layout) {
      layout = this.haloed.has(value) ? haloedLayout(value) : denseLayout(value.shape);
      this.layouts.set(value, layout);
    }
    return layout;
  }

  /** One task a shard; consecutive sharded calls share a phase. */
  perShard(flops: number, calls: (shard: Shard) => readonly Call[]): void {
    this.push(this.shards.map(calls), true, flops);
  }

  /** Tasks that may read all rows of anything written in earlier phases. */
  tasks(flops: number, tasks: readonly (readonly Call[])[]): void {
    this.push(tasks, false, flops);
  }

  /** A copy after everything else. */
  copy(calls: readonly Call[]): void {
    this.current = undefined;
    this.push([calls], false, 0);
  }

  private push(tasks: readonly (readonly Call[])[], sharded: boolean, flops: number): void {
    this.dispatches.push({ name: this.name, tasks, sharded, flops });
  }

  private get name(): string {
    return this.current?.operation.name ?? 'copy';
  }

  private storageOf(value: Value): Storage {
    const known = this.storages.get(value);
    if (known) return known;
    const storage = this.haloed.has(value) ? this.haloedStorage(value) : this.denseStorage(value);
    this.storages.set(value, storage);
    return storage;
  }

  private denseStorage(value: Value): Storage {
    const name = value.name ?? `${value.node?.operation.name ?? value.kind}#${value.id}`;
    const bytes = sizeOf(value.shape) * bytesPerElement(value.dtype);
    if (value.kind !== 'constant') return { name, bytes, kind: 'arena', address: undefined };
    const content = value.dtype === 'f32' ? Float32Array.from(value.data!) : Int32Array.from(value.data!);
    return { name, bytes, kind: 'own', address: undefined, content };
  }

  /** Halos are written once, as the zeros every storage of its own starts with. */
  private haloedStorage(value: Value): Storage {
    const bytes = 4 * value.shape[0]! * haloedLayout(value).imageStride;
    return {
      name: `${value.node?.operation.name ?? value.kind}#${value.id}`,
      bytes,
      kind: 'own',
      address: undefined,
    };
  }

  private denseCopy(value: Value): Storage {
    const known = this.denseCopies.get(value);
    if (known) return known;
    const copy = this.denseStorage(value);
    this.denseCopies.set(value, copy);
    this.copyImages(value, this.storageOf(value), this.layoutOf(value), copy, denseLayout(value.shape));
    return copy;
  }

  private haloedCopy(value: Value): Storage {
    const known = this.haloedCopies.get(value);
    if (known) return known;
    const copy = this.haloedStorage(value);
    this.haloedCopies.set(value, copy);
    this.copyImages(value, this.storageOf(value), denseLayout(value.shape), copy, haloedLayout(value));
    return copy;
  }

  private copyImages(
    value: Value,
    from: Storage,
    fromLayout: ImageLayout,
    to: Storage,
    toLayout: ImageLayout,
  ): void {
    const [batch, height, width, channels] = value.shape as [number, number, number, number];
    const place = (storage: Storage, layout: ImageLayout, start: number, access: 'read' | 'write') => [
      { storage, offset: 4 * (start * layout.imageStride + layout.origin), access },
      layout.imageStride,
      layout.rowStride,
      layout.channels,
    ];
    const copy = (start: number, rows: number): Call => ({
      kernel: 'copyImages',
      args: [
        ...place(from, fromLayout, start, 'read'),
        ...place(to, toLayout, start, 'write'),
        rows,
        height,
        width,
        channels,
      ],
    });
    if (value.batched) this.perShard(0, shard => [copy(shard.start, shard.rows)]);
    else this.tasks(0, [[copy(0, batch)]]);
  }
}
