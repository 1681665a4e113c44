import { EngineError } from '../../errors.ts';
import type { Graph, Node, Value } from '../graph.ts';
import { sizeOf } from '../shape.ts';
import { lowerings } from './lower/index.ts';
import { bytesPerElement, type Lowering, LoweringContext, type Shard } from './lowering.ts';
import type { Call, Dispatch } from './schedule.ts';
import type { Address, Storage } from './storage.ts';

/** Operations that write the new value of a parameter over the old one. */
const IN_PLACE = new Set(['adam', 'sgd']);

/** Turns a simplified and fused graph into kernel calls on symbolic addresses. `bound` gives the caller's memory. */
export function lowerGraph(
  graph: Graph,
  outputs: ReadonlyMap<Value, Storage[]>,
  bound: ReadonlyMap<Value, Storage>,
): Dispatch[] {
  const order = emissionOrder(graph);
  const haloed = haloedValues(graph, outputs);
  const context = new LoweringContext(shardsOf(graph), haloed);
  for (const [value, storage] of bound) context.bind(value, storage);
  const inPlace = bindUpdates(graph, order, bound, context);
  const copies = bindOutputs(outputs, new Set([...bound.keys(), ...inPlace, ...haloed]), context);
  for (const node of order) {
    context.enter(node);
    loweringOf(node).lower(node, context);
  }
  for (const { parameter, value } of graph.assignments)
    if (!inPlace.has(value)) copies.push([value, bound.get(parameter)!]);
  emitCopies(copies, context);
  return context.dispatches;
}

/** Copies values to their targets at the end. What another copy overwrites is set aside first: parameters may change places. */
function emitCopies(copies: readonly [Value, Storage][], context: LoweringContext): void {
  const overwritten = new Set(copies.map(([, target]) => target));
  const moves = copies.map(([value, target]) => {
    const source = context.read(value);
    const bytes = sizeOf(value.shape) * bytesPerElement(value.dtype);
    if (!overwritten.has(source.storage) || source.storage === target) return { source, target, bytes };
    const aside = context.temporary('old value', bytes);
    context.copy([copyCall(source, aside, bytes)]);
    return { source: { storage: aside, offset: 0, access: 'read' as const }, target, bytes };
  });
  for (const { source, target, bytes } of moves)
    if (source.storage !== target) context.copy([copyCall(source, target, bytes)]);
}

const copyCall = (source: Address, target: Storage, bytes: number): Call => ({
  kernel: 'copyBytes',
  args: [source, { storage: target, offset: 0, access: 'write' }, bytes],
});

function loweringOf(node: Node): Lowering {
  const lowering = lowerings[node.operation.name];
  if (!lowering) throw new EngineError(`the wasm backend has no kernel for ${node.operation.name}`);
  return lowering;
}

/** Shards depend on the batch and the model alone, so that sums have one order for any number of threads. */
function shardsOf(graph: Graph): Shard[] {
  const batches = new Set(graph.inputs.filter(input => input.batched).map(input => input.shape[0]!));
  if (batches.size === 0) return [{ index: 0, start: 0, rows: 0 }];
  if (batches.size > 1)
    throw new EngineError(`batched inputs have different batch sizes: ${[...batches].join(', ')}`);
  const [batch] = [...batches] as [number];
  const rows = rowsPerShard(batch, graph);
  const count = Math.ceil(batch / rows);
  return Array.from({ length: count }, (_, index) => {
    const start = index * rows;
    return { index, start, rows: Math.min(rows, batch - start) };
  });
}

/** Elements of parameters from which a network counts as wide: its weights leave the cache between two shards. */
const WIDE = 1_000_000;

/** Eight shards a batch, four for wide networks; at most 32 rows, in fours. */
function rowsPerShard(batch: number, graph: Graph): number {
  const elements = graph.parameters.reduce((total, { shape }) => total + sizeOf(shape), 0);
  const shards = elements > WIDE ? 4 : 8;
  return Math.min(32, 4 * Math.ceil(batch / (4 * shards)));
}

/** Updates of parameters, and what is made from them, come last: everything else reads the old values. */
function emissionOrder(graph: Graph): Node[] {
  const late = new Set<Node>();
  for (const node of graph.nodes) {
    if (IN_PLACE.has(node.operation.name) || node.inputs.some(input => input.node && late.has(input.node)))
      late.add(node);
  }
  return [...graph.nodes.filter(node => !late.has(node)), ...graph.nodes.filter(node => late.has(node))];
}

/** Lets an update write straight to its parameter when nobody reads the old value after it. Returns the values so bound. */
function bindUpdates(
  graph: Graph,
  order: readonly Node[],
  bound: ReadonlyMap<Value, Storage>,
  context: LoweringContext,
): Set<Value> {
  const position = new Map(order.map((node, index) => [node, index]));
  const done = new Set<Value>();
  for (const { parameter, value } of graph.assignments) {
    const { node } = value;
    if (!node || !IN_PLACE.has(node.operation.name) || done.has(value)) continue;
    const readLater = order.some(
      other =>
        other !== node && other.inputs.includes(parameter) && position.get(other)! > position.get(node)!,
    );
    const isKept = graph.assignments.some(other => other.value === parameter);
    if (readLater || isKept || !node.inputs.includes(parameter)) continue;
    context.bind(value, bound.get(parameter)!);
    done.add(value);
  }
  return done;
}

/** Lets results be written straight to the caller's buffers; returns what must be copied there at the end instead. */
function bindOutputs(
  outputs: ReadonlyMap<Value, Storage[]>,
  placed: ReadonlySet<Value>,
  context: LoweringContext,
): [Value, Storage][] {
  const copies: [Value, Storage][] = [];
  for (const [value, targets] of outputs) {
    const direct = value.kind === 'result' && !placed.has(value);
    if (direct) context.bind(value, targets[0]!);
    for (const target of direct ? targets.slice(1) : targets) copies.push([value, target]);
  }
  return copies;
}

/** Image values that lie with a halo: their maker can write one and some reader wants it, or it cannot do otherwise. */
function haloedValues(graph: Graph, outputs: ReadonlyMap<Value, Storage[]>): Set<Value> {
  const writable = new Set<Value>();
  const wanted = new Set<Value>();
  const always = new Set<Value>();
  for (const node of graph.nodes) {
    const lowering = loweringOf(node);
    for (const index of lowering.haloedOutputs?.(node) ?? []) writable.add(node.outputs[index]!);
    for (const index of lowering.alwaysHaloed?.(node) ?? []) always.add(node.outputs[index]!);
    for (const index of lowering.haloedInputs?.(node) ?? []) wanted.add(node.inputs[index]!);
  }
  return new Set([...always, ...[...wanted].filter(value => writable.has(value) && !outputs.has(value))]);
}
