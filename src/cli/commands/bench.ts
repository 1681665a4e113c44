import type { BenchResult, TimedCall } from '../../train/index.ts';
import { defineCommand } from '../command.ts';
import { formatBytes, formatCount, formatPercent } from '../format.ts';
import { integerList } from '../integer-list.ts';
import type { Output } from '../output.ts';
import { choice, flag, integer, number } from '../parameter.ts';
import { categoriesOption, dataOption, seedOption } from '../shared-options.ts';
import { formatTable } from '../table.ts';
import { refuseForeign } from '../train-options.ts';

const COLUMNS = [
  { title: 'phase', align: 'right' },
  { title: 'call' },
  { title: 'tasks', align: 'right', optional: true },
  { title: 'µs/image', align: 'right' },
  { title: 'share', align: 'right' },
  { title: 'GFLOP/s', align: 'right', optional: true },
] as const;

export const bench = defineCommand({
  name: 'bench',
  summary: 'time training steps on this machine',
  description:
    'Times whole training steps on real drawings: gathering the batch, forward, backward, optimizer, reading the loss. ' +
    'Images a second are by the median step. With --explain each kernel call is timed by itself as well.',
  arguments: { model: choice(['cnn', 'mlp'], { description: 'the model', default: 'cnn' }) },
  options: {
    width: integer({ description: 'cnn: filters of the first convolution (default: 12)', min: 1, max: 1024 }),
    hidden: integerList({
      placeholder: 'N,N,…',
      description: 'mlp: units of the hidden layers (default: 512,256)',
    }),
    norm: choice(['none', 'batch'], { description: 'normalization before each activation', default: 'none' }),
    classes: integer({ description: 'size of the output layer', min: 1, default: 10 }),
    batch: integer({ description: 'drawings a step', min: 1, default: 128 }),
    seconds: number({ description: 'how long to time', min: 0.1, default: 5 }),
    threads: integer({ description: 'threads (default: one a core)', min: 1, max: 256 }),
    explain: flag('say where the time goes, call by call'),
    data: dataOption,
    categories: categoriesOption,
    seed: seedOption,
  },
  examples: [
    { command: 'qdl bench cnn --width 12 --threads 1', does: "the study's network on one core" },
    { command: 'qdl bench cnn --width 32 --norm batch --explain', does: 'and where its time goes' },
  ],
  async run({ arguments: { model }, options, output, signal }) {
    refuseForeign(model, options);
    const { benchTraining } = await import('../../train/index.ts');
    const { width, hidden, norm, classes, batch, seconds, threads, explain, data, categories, seed } =
      options;
    const config = {
      model,
      width,
      norm,
      batch,
      seed,
      threads: threads ?? null,
      data: data ?? null,
      categories: categories ? [...categories] : null,
      ...(hidden === undefined ? {} : { hidden: [...hidden] }),
    };
    const result = await benchTraining({ config, classes, seconds, explain, signal });
    tell(result, batch, output);
    const { imagesPerSecond, peakMemoryBytes, arenaBytes } = result;
    output.record({
      type: 'summary',
      imagesPerSecond,
      peakMemoryBytes,
      arenaBytes,
      threads: result.threads,
      steps: result.stepMs.length,
      ...(explain ? { calls: result.calls } : {}),
    });
  },
});

function tell(
  { imagesPerSecond, stepMs, peakMemoryBytes, threads, calls }: BenchResult,
  batch: number,
  output: Output,
): void {
  const sorted = [...stepMs].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!.toFixed(2);
  output.print(
    `${formatCount(Math.round(imagesPerSecond))} images/s, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
  );
  output.print(
    `step of ${batch}: median ${at(0.5)} ms, quartiles ${at(0.25)} and ${at(0.75)}, ${stepMs.length} steps`,
  );
  output.print(`peak memory of the process ${formatBytes(peakMemoryBytes)}`);
  if (calls.length > 0) tellCalls(calls, batch, output);
}

/** Calls in the order they run; those of one phase run with no barrier between them. */
function tellCalls(calls: readonly TimedCall[], batch: number, output: Output): void {
  const total = calls.reduce((sum, { ms }) => sum + ms, 0);
  const rows = calls.map(({ phase, name, tasks, ms, flops }) => [
    String(phase),
    name,
    String(tasks),
    ((1000 * ms) / batch).toFixed(2),
    formatPercent(ms / total),
    flops > 0 ? (flops / ms / 1e6).toFixed(1) : '',
  ]);
  output.print('');
  output.print(formatTable(COLUMNS, rows, { width: output.width, styleTitle: output.colors.bold }));
  output.print('');
  output.print(
    'GFLOP/s count the textbook work of an operation; fused and skipped work makes them higher than what is done.',
  );
}
