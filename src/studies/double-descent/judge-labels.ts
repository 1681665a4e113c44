import { join } from 'node:path';
import { confusionMatrix, estimateLabelNoise, labelIssues, predictedClasses } from '../../analysis/index.ts';
import { drawingName } from '../../data/index.ts';
import { saveFile } from '../../node/save-file.ts';
import type { Cell } from '../../sweep/index.ts';
import { completeConfig, type TrainConfig } from '../../train/index.ts';
import { type CrossValidated, type CrossValidation, collectFolds, foldCells } from '../cross-validate.ts';
import type { GridStages } from '../grid-stages.ts';
import type { Preparation, PreparationPlace } from '../study.ts';
import type { GridDrawings } from './drawings.ts';
import { surelyOn } from './drawings.ts';
import { labelSets } from './label-sets.ts';
import type { DescentOptions } from './options.ts';

/** What networks that have not seen the training drawings say of their labels. */
export interface LabelJudgment {
  /** Share of the labels that is wrong, by the confident joint. */
  readonly wrongShare: number;
  /** Training drawings that are doubtful, of those judged. */
  readonly doubtful: number;
  /** File of their names. */
  readonly exclude: string;
  /** How often drawings of each category (row) were taken for each. */
  readonly confusions: number[][];
}

/** Judged are more than learned from, so that others can take the place of those left out. */
const SPARE = 1.25;
const FOLDS = 5;
/** The study's network, as `qdl train` trains it. */
const JUDGE = { width: 12, epochs: 60, patience: 5 } as const;
/** In the study's folder. */
const LIST = 'doubtful.txt';

/** Whether the grid depends on what networks say of labels, and how to ask them. */
export function labelPreparation(
  options: DescentOptions,
  drawings: GridDrawings,
): Preparation<LabelJudgment> | undefined {
  const sets = labelSets(options);
  const needsIssues = sets.some(({ labels }) => labels === 'clean') || options.compare !== null;
  const needsConfusions = options.noiseKind === 'confusion' && sets.some(({ labelNoise }) => labelNoise > 0);
  if (!needsIssues && !needsConfusions) return undefined;
  const config = judgeConfig(options, drawings);
  return { drawings: config, run: place => judgeLabels(config, place) };
}

function judgeConfig(options: DescentOptions, { validation, ...drawings }: GridDrawings): TrainConfig {
  const most = surelyOn('train', drawings.categories.length * drawings.perCategory);
  const wanted = Math.ceil(SPARE * Math.max(...options.samples));
  return completeConfig({
    ...drawings,
    ...JUDGE,
    validation,
    train: wanted < most ? wanted : null,
    seed: options.seed,
  });
}

/** Cross-validates the training drawings with networks trained for as long as an ordinary run on them was best. */
async function judgeLabels(
  config: TrainConfig,
  { stages, folder }: PreparationPlace,
): Promise<LabelJudgment> {
  const [ordinary] = await stages.run('How long to train the networks that judge labels', [judge(config)], {
    keepRuns: false,
  });
  const validation: CrossValidation = {
    config: { ...config, epochs: ordinary!.result.bestEpoch },
    view: {},
    folds: FOLDS,
    foldSeed: config.seed,
    repeats: 1,
    name: 'judging labels',
  };
  const outcomes = await stages.run('Judging labels by cross-validation', foldCells(validation), {
    keepRuns: true,
  });
  const judged = await onlyTrained(config, await collectFolds(validation, outcomes, folder), stages);
  const names = labelIssues(judged).map(({ row }) => drawingName(judged.hashes[row]!));
  const exclude = join(folder.path, LIST);
  await saveFile(exclude, names.map(name => `${name}\n`).join(''));
  return {
    wrongShare: estimateLabelNoise(judged).errorShare,
    doubtful: names.length,
    exclude,
    confusions: confusionsOf(judged),
  };
}

function judge(config: TrainConfig): Cell {
  return { name: 'judge of labels', factors: { part: 'judge' }, model: config.model, config };
}

/** What is on the train side: validation drawings are judged with the others, but stay. */
async function onlyTrained(
  config: TrainConfig,
  { classes, probabilities, labels, hashes }: CrossValidated,
  { openDrawings }: GridStages,
): Promise<CrossValidated> {
  const { parts, close } = await openDrawings(config, () => {});
  const trained = new Set(await parts.train.contentHashes());
  await close();
  const rows = [...hashes.keys()].filter(row => trained.has(hashes[row]!));
  const kept = new Float32Array(rows.length * classes);
  for (const [place, row] of rows.entries())
    kept.set(probabilities.subarray(row * classes, (row + 1) * classes), place * classes);
  return {
    classes,
    probabilities: kept,
    labels: Int32Array.from(rows, row => labels[row]!),
    hashes: BigUint64Array.from(rows, row => hashes[row]!),
  };
}

function confusionsOf({ classes, probabilities, labels }: CrossValidated): number[][] {
  const { counts } = confusionMatrix(labels, predictedClasses(probabilities, classes), classes);
  return Array.from({ length: classes }, (_, row) => [
    ...counts.subarray(row * classes, (row + 1) * classes),
  ]);
}
