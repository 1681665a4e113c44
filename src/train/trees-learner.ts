import type { WasmBackend } from '../engine/index.ts';
import { RunError } from '../errors.ts';
import type { TreeModel } from '../trees/index.ts';
import { fitTrees } from './fit-trees.ts';
import { drawImportance } from './importance-picture.ts';
import type { Learner } from './learner.ts';
import type { TreesConfig } from './trees-config.ts';
import { readTrees, treesPath, writeTrees } from './trees-file.ts';
import { treesPredictor } from './trees-predictor.ts';

interface TreesPlace {
  readonly directory: string;
  readonly backend: WasmBackend;
  readonly classes: number;
  /** All rounds so far, to go on from. */
  readonly last: TreeModel | undefined;
}

/** Boosted trees that learn in a run. */
export function treesLearner(
  config: TreesConfig,
  { directory, backend, classes, last }: TreesPlace,
): Learner {
  return {
    parameters: 0,
    start: last && { epoch: last.rounds + 1, batch: 0 },
    async fit(lesson) {
      const save = (model: TreeModel) => writeTrees(directory, 'last', model);
      const { model, ...fitted } = await fitTrees({ ...lesson, config, backend, classes, start: last, save });
      await writeTrees(directory, 'kept', model.first(fitted.best.epoch));
      return fitted;
    },
    async kept() {
      // As it stands in the file, so that a run that was interrupted comes to the same picture.
      const model = await readTrees(directory, 'kept');
      if (!model)
        throw new RunError(`${treesPath(directory, 'kept')} is gone.`, {
          hint: 'Go on with the run once more.',
        });
      return {
        predictor: treesPredictor(model),
        parameters: sizeOf(model),
        importancePicture: await drawImportance(directory, model),
      };
    },
  };
}

/** Numbers that were learned: a pixel and a threshold for each split, a value for each leaf. */
function sizeOf({ trees }: TreeModel): number {
  return trees.reduce(
    (sum, { splitFeature, leafValue }) => sum + 2 * splitFeature.length + leafValue.length,
    0,
  );
}
