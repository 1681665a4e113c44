import type { Node, Value } from '../../graph.ts';
import { sizeOf } from '../../shape.ts';
import type { LoweringContext } from '../lowering.ts';
import type { Call } from '../schedule.ts';

/** A contiguous part of something counted: rows, elements, columns. */
export interface Range {
  readonly start: number;
  readonly count: number;
}

/** Elements a task should have at least: less is not worth a thread's attention. */
const GRAIN = 16_384;
/** Tasks of one dispatch at most: enough to balance many threads. */
const MOST_TASKS = 32;

/**
 * Cuts `length` in equal ranges that are multiples of `unit` (but the last). How many depends on the sizes alone, never on
 * threads.
 *
 * @param weight elements behind each one counted.
 */
export function cutRange(
  length: number,
  { weight = 1, unit = 1 }: { weight?: number; unit?: number } = {},
): Range[] {
  return equalRanges(length, Math.min(MOST_TASKS, Math.max(1, Math.floor((length * weight) / GRAIN))), unit);
}

/** Cuts `length` in at most `most` equal ranges that are multiples of `unit` (but the last). */
export function equalRanges(length: number, most: number, unit = 1): Range[] {
  const count = unit * Math.max(1, Math.ceil(length / (unit * most)));
  const ranges = Array.from({ length: Math.ceil(length / count) }, (_, index) => {
    const start = index * count;
    return { start, count: Math.min(count, length - start) };
  });
  return ranges.length > 0 ? ranges : [{ start: 0, count: length }];
}

/** Elements of one row (one step along axis 0) of a value. */
export const rowSize = (value: Value): number => sizeOf(value.shape.slice(1));

/** Calls that make rows of `output`: those of a shard if it is batched, else those of a task. */
export function forRows(
  output: Value,
  context: LoweringContext,
  flops: number,
  emit: (rows: Range) => readonly Call[],
  weight = rowSize(output),
): void {
  if (output.batched) context.perShard(flops, ({ start, rows }) => emit({ start, count: rows }));
  else context.tasks(flops, cutRange(output.shape[0] ?? 1, { weight }).map(emit));
}

/** Calls that make elements of `output`, whatever its shape: whole rows of a shard if it is batched, else any range. */
export function forElements(
  output: Value,
  context: LoweringContext,
  flops: number,
  emit: (elements: Range) => readonly Call[],
): void {
  const size = rowSize(output);
  if (output.batched)
    context.perShard(flops, ({ start, rows }) => emit({ start: start * size, count: rows * size }));
  else context.tasks(flops, cutRange(sizeOf(output.shape), { unit: 16 }).map(emit));
}

/** Floating-point operations of `node` by its operation's own count. */
export const flopsOf = (node: Node): number =>
  node.operation.flops(node.inputs, node.outputs, node.attributes);
