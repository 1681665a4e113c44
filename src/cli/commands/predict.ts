import { defineCommand } from '../command.ts';
import { integer, list } from '../parameter.ts';
import { PredictionView } from '../prediction-view.ts';
import { runArgument } from '../shared-options.ts';
import { machineOptions } from '../train-options.ts';

export const predict = defineCommand({
  name: 'predict',
  summary: 'say what drawings show',
  description:
    'Tells the most likely categories of each drawing: pictures (PNG of any size, dark on light or light on dark), ' +
    'bitmaps (.npy, .npz), strokes (.ndjson, .bin).',
  arguments: {
    run: runArgument,
    files: list({ placeholder: 'FILE', description: 'pictures or files of drawings', required: true }),
  },
  options: {
    top: integer({ description: 'categories to tell', min: 1, max: 345, default: 5 }),
    threads: machineOptions.threads,
  },
  examples: [
    { command: 'qdl predict latest drawing.png', does: 'what the last run sees in a picture' },
    { command: 'qdl predict latest *.png cat.ndjson --top 1 --json', does: 'for another program' },
  ],
  async run({ arguments: { run, files }, options: { top, threads }, output, signal }) {
    const { findRun, predict } = await import('../../train/index.ts');
    const view = new PredictionView(output);
    const predictions = predict(await findRun(run), files, {
      top,
      threads,
      signal,
      onUnreadable: view.onUnreadable,
    });
    for await (const prediction of predictions) view.show(prediction);
    view.finish();
  },
});
