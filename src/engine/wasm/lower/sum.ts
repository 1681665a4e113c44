import type { Node, Value } from '../../graph.ts';
import type { Shape } from '../../shape.ts';
import type { Lowering, LoweringContext } from '../lowering.ts';
import type { Call } from '../schedule.ts';
import type { Address } from '../storage.ts';
import { after, at } from './addresses.ts';
import { cutRange, flopsOf, forElements, type Range } from './ranges.ts';

/** The sum over neighboring axes: y[o, i] = Σ_k x[o, k, i], all dense. */
export interface Pass {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

/** Sums over `axes`, one pass for each group of neighboring ones; what follows reads the result of the one before. */
function passesOf(shape: Shape, axes: readonly number[]): Pass[] {
  const groups = groupsOf(shape, axes);
  const passes: Pass[] = [];
  let outer = 1;
  groups.forEach(({ size, summed }, index) => {
    if (summed) {
      const inner = groups.slice(index + 1).reduce((product, group) => product * group.size, 1);
      passes.push({ outer, length: size, inner });
    } else outer *= size;
  });
  return passes;
}

/** Neighboring axes that are all summed or all kept; axes of size 1 join what is before them. */
function groupsOf(shape: Shape, axes: readonly number[]): { size: number; summed: boolean }[] {
  const groups: { size: number; summed: boolean }[] = [];
  shape.forEach((size, axis) => {
    const summed = axes.includes(axis);
    const last = groups.at(-1);
    if (last && (last.summed === summed || size === 1)) last.size *= size;
    else groups.push({ size, summed });
  });
  return groups;
}

/** Sums in float64, rounded after each pass and each part. */
export const sum: Lowering = {
  lower(node, context) {
    const [x] = node.inputs as [Value];
    const [y] = node.outputs as [Value];
    const { axes } = node.attributes as { axes: readonly number[] };
    const passes = passesOf(x.shape, axes);
    if (passes.length === 0) copyElements(node, context);
    else if (y.batched) sumWithinRows(node, context, passes);
    else sumEverywhere(node, context, passes);
  },
};

function copyElements({ inputs: [x], outputs: [y] }: Node, context: LoweringContext): void {
  forElements(y!, context, 0, ({ start, count }) => [
    { kernel: 'copyBytes', args: [context.read(x!, start), context.write(y!, start), 4 * count] },
  ]);
}

/** Axis 0 is kept: each shard sums its own rows. */
function sumWithinRows(node: Node, context: LoweringContext, passes: readonly Pass[]): void {
  const [x] = node.inputs as [Value];
  const [y] = node.outputs as [Value];
  const batch = x.shape[0]!;
  const between = passes
    .slice(0, -1)
    .map(({ outer, inner }) => context.temporary('partial sums', 4 * outer * inner));
  context.perShard(flopsOf(node), ({ start, rows }) =>
    passes.map(({ outer, length, inner }, index) => {
      const outerPerRow = outer / batch;
      const first = start * outerPerRow;
      const before = between[index - 1];
      const target = between[index];
      return sumCall(
        before ? at(before, 'read', first * length * inner) : context.read(x, first * length * inner),
        target ? at(target, 'write', first * inner) : context.write(y, first * inner),
        { outer: rows * outerPerRow, length, inner },
      );
    }),
  );
}

/** Whatever is batched is summed shard by shard first, then over the shards. */
function sumEverywhere(node: Node, context: LoweringContext, passes: readonly Pass[]): void {
  const [x] = node.inputs as [Value];
  const [y] = node.outputs as [Value];
  let source = context.read(x);
  passes.forEach((pass, index) => {
    const isLast = index === passes.length - 1;
    const size = pass.outer * pass.inner;
    const between = isLast ? undefined : context.temporary('partial sums', 4 * size);
    const target = between ? at(between, 'write') : context.write(y);
    const flops = index === 0 ? flopsOf(node) : 0;
    if (index === 0 && x.batched) sumOverShards(context, pass, x, target, flops);
    else sumByTasks(context, pass, source, target, flops);
    if (between) source = at(between, 'read');
  });
}

function sumOverShards(context: LoweringContext, pass: Pass, x: Value, target: Address, flops: number): void {
  const { length, inner } = pass;
  const perRow = length / x.shape[0]!;
  const partial = context.temporary('sums of shards', 4 * context.shards.length * inner);
  context.perShard(flops, ({ index, start, rows }) => [
    sumCall(context.read(x, start * perRow * inner), at(partial, 'write', index * inner), {
      outer: 1,
      length: rows * perRow,
      inner,
    }),
  ]);
  sumColumns(context, at(partial, 'read'), target, context.shards.length, inner);
}

/** Cuts the longer of the two: outputs, or what is summed (into partial sums, summed in a second step). */
function sumByTasks(
  context: LoweringContext,
  pass: Pass,
  source: Address,
  target: Address,
  flops: number,
): void {
  const { outer, length, inner } = pass;
  if (outer >= length) {
    const call = ({ start, count }: Range) => [
      sumCall(after(source, start * length * inner), after(target, start * inner), { ...pass, outer: count }),
    ];
    context.tasks(flops, cutRange(outer, { weight: length * inner }).map(call));
    return;
  }
  const parts = cutRange(length, { weight: outer * inner });
  if (parts.length === 1) {
    context.tasks(flops, [[sumCall(source, target, pass)]]);
    return;
  }
  const partial = context.temporary('partial sums', 4 * parts.length * outer * inner);
  const tasks = parts.map(({ start, count }, part) => [
    sumCall(
      after(source, start * inner),
      at(partial, 'write', part * outer * inner),
      { outer, length: count, inner },
      length * inner,
    ),
  ]);
  context.tasks(flops, tasks);
  sumColumns(context, at(partial, 'read'), target, parts.length, outer * inner);
}

/** y[i] = Σ over `rows` rows of `columns` dense floats; tasks share the columns. */
export function sumColumns(
  context: LoweringContext,
  source: Address,
  target: Address,
  rows: number,
  columns: number,
): void {
  const tasks = cutRange(columns, { weight: rows, unit: 16 }).map(({ start, count }): Call[] => [
    {
      kernel: 'sumAxis',
      args: [after(source, start), 0, columns, after(target, start), 0, 1, rows, count],
    },
  ]);
  context.tasks(0, tasks);
}

function sumCall(x: Address, y: Address, { outer, length, inner }: Pass, outerStride = length * inner): Call {
  return { kernel: 'sumAxis', args: [x, outerStride, inner, y, inner, outer, length, inner] };
}
