import { defineCommand } from '../command.ts';
import { choice, text } from '../parameter.ts';
import { shellWord, shownPath } from '../shown-path.ts';
import { tellTraining } from '../tell-training.ts';
import {
  configOptions,
  MODELS,
  machineOptions,
  refuseWithResume,
  trainOptionsFrom,
} from '../train-options.ts';
import { TrainingView } from '../training-view.ts';
import { treesOptionsFrom } from '../tree-options.ts';

export const train = defineCommand({
  name: 'train',
  summary: 'train a classifier; with nothing said, in a minute, from the starter pack',
  description:
    'Trains a network (cnn, mlp) or boosted trees (gbdt) to tell categories of drawings apart, stops when its validation loss does not fall any more, ' +
    'measures the best on drawings it has never seen, and keeps all of it in a run’s directory. Without ' +
    'anything said it trains the cnn on ten categories of the starter pack, 200 drawings of each. Ctrl-C stops it ' +
    'cleanly: --resume goes on, to the same result.',
  arguments: {
    model: choice(MODELS, { placeholder: 'MODEL', description: 'cnn, mlp or gbdt (default: cnn)' }),
  },
  options: {
    ...configOptions,
    ...machineOptions,
    out: text({ placeholder: 'DIR', description: 'the run’s own directory (default: a new one in runs)' }),
    resume: text({
      placeholder: 'RUN',
      description: 'go on with a run that was stopped, or with --epochs train one further',
    }),
  },
  examples: [
    { command: 'qdl train', does: 'a first network in a minute' },
    { command: 'qdl train mlp --hidden 256', does: 'without convolutions' },
    { command: 'qdl train gbdt --rounds 60 --patience 5', does: 'boosted trees, as LightGBM grows them' },
    {
      command: 'qdl train --data quickdraw --per-category 2000 --width 24 --norm batch --out "runs/wide one"',
      does: 'more drawings, a wider network, a place of your own',
    },
    { command: 'qdl train --resume latest', does: 'go on with the last run' },
    { command: 'qdl train --resume latest --epochs 80', does: 'train it further' },
  ],
  async run({ arguments: { model }, options, output, signal, clock }) {
    const { defaultPreset, findRun, resume, train, withPreset } = await import('../../train/index.ts');
    const { preset, out, resume: resumed, ...said } = options;
    const view = new TrainingView(output, clock);
    const controls = { onEvent: view.onEvent, signal };
    const start = async () => {
      if (resumed === undefined) {
        if (model === 'gbdt') return train(treesOptionsFrom({ preset, ...said }), { ...controls, out });
        const asked = trainOptionsFrom(model, said);
        return train(withPreset(preset ?? defaultPreset(asked), asked), { ...controls, out });
      }
      const { epochs, rounds, patience, threads, memory, ...fixed } = said;
      refuseWithResume({ model, preset, out, ...fixed });
      return resume(await findRun(resumed), controls, { epochs, rounds, patience, threads, memory });
    };
    const run = await start().catch(error => {
      const { directory } = view;
      if (signal.aborted && directory !== undefined)
        view.tellStopped(`${output.program} train --resume ${shellWord(shownPath(directory))}`);
      throw error;
    });
    output.progress.end();
    tellTraining(run, output);
  },
});
