import { totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { RunError, UsageError } from '../../errors.ts';
import { saveFile } from '../../node/save-file.ts';
import { packageVersion } from '../../node/version.ts';
import { type RunDrawings, StudyFolder } from '../../sweep/index.ts';
import { type RunConfig, type RunRecord, readRecord } from '../../train/index.ts';
import { type CrossValidation, collectFolds, foldCells, refuseTooFewDrawings } from '../cross-validate.ts';
import { GridStages } from '../grid-stages.ts';
import type { CleaningControls } from './conduct-cleaning.ts';
import { drawGalleries, formatIssueList, formatIssueTable } from './issue-files.ts';
import { type LabelReport, reportLabels } from './label-report.ts';

/**
 * Share of wrong labels that was estimated for the whole data set: Northcutt, Athalye, Mueller, Pervasive Label Errors in
 * Test Sets Destabilize Machine Learning Benchmarks, 2021.
 */
export const PUBLISHED_ERROR_SHARE = 0.1012;

/** Of the machine's memory, what probabilities may take. */
const MEMORY_SHARE = 0.5;

export interface CleanOptions {
  readonly folds: number;
  /** Of the folds. */
  readonly seed: number;
  /** Cross-validations whose probabilities are averaged. */
  readonly repeats: number;
  /** How much more probable another category has to be than the label, 0 to 1, for a flagged drawing to be listed. */
  readonly margin: number;
  /** Where the list goes; undefined is `issues.txt` in the run's folder `clean`. */
  readonly out?: string | undefined;
}

export interface CleanedRun {
  readonly report: LabelReport;
  /** The list for `--exclude`. */
  readonly list: string;
  /** The ranked issues. */
  readonly table: string;
  readonly galleries: readonly string[];
}

/**
 * Finds the likely label errors among the drawings that a run trained and validated on. Networks with the run's
 * configuration are trained on all but a fold of these and asked about the fold, for as many epochs as the run's best
 * took: so no drawing is held back to stop by, and no wrong label decides when. Test drawings never enter.
 *
 * What is done lies in the run's folder `clean`, and is found again there: called again after it was stopped or killed, it
 * goes on.
 * @param directory of a finished run.
 * @throws RunError if it has not finished, or its drawings have changed; the signal's reason if it is stopped.
 */
export async function cleanRun(
  directory: string,
  options: CleanOptions,
  controls: CleaningControls = {},
): Promise<CleanedRun> {
  const { onEvent = () => {}, signal = new AbortController().signal } = controls;
  const record = await readRecord(directory);
  const epochs = record.results?.bestEpoch ?? 0;
  if (epochs < 1)
    throw new RunError(`The run ${record.name} has not finished: nobody knows how long to train.`, {
      hint: `Go on with it: \`qdl train --resume "${directory}"\`.`,
    });
  const folder = await StudyFolder.claim(join(directory, 'clean'));
  try {
    const stages = await GridStages.open({ folder, drawings: record.config, controls, onEvent, signal });
    const drawings = await stages.openDrawings(record.config, () => signal.throwIfAborted());
    try {
      refuseOtherDrawings(record, drawings);
      refuseTooFewDrawings(drawings.parts.train.count + drawings.parts.validation.count, options.folds);
      refuseTooMany(record, drawings);
      const validation: CrossValidation = {
        config: withPasses(record.config, epochs),
        view: {},
        folds: options.folds,
        foldSeed: options.seed,
        repeats: options.repeats,
        name: record.name,
      };
      const outcomes = await stages.run('Cross-validation', foldCells(validation), { keepRuns: true });
      const predictions = await collectFolds(validation, outcomes, folder);
      const report = reportLabels(predictions, record.categories, options.margin);
      return await writeAll(report, { folder: folder.path, record, epochs, options, drawings });
    } finally {
      await drawings.close();
    }
  } finally {
    await folder.release();
  }
}

/** The configuration with another number of epochs, or rounds. */
function withPasses(config: RunConfig, passes: number): RunConfig {
  return config.model === 'gbdt' ? { ...config, rounds: passes } : { ...config, epochs: passes };
}

interface Place {
  readonly folder: string;
  readonly record: RunRecord;
  readonly epochs: number;
  readonly options: CleanOptions;
  readonly drawings: RunDrawings;
}

async function writeAll(
  report: LabelReport,
  { folder, record, epochs, options, drawings }: Place,
): Promise<CleanedRun> {
  const list = resolve(options.out ?? join(folder, 'issues.txt'));
  const table = join(folder, 'issues.csv');
  await saveFile(list, formatIssueList(record.name, report));
  await saveFile(table, formatIssueTable(report.issues));
  const galleries = await drawGalleries(join(folder, 'figures'), report, drawings);
  const { issues, ...sums } = report;
  const { folds, seed, repeats, margin } = options;
  const summary = {
    schema: 1,
    run: record.name,
    code: packageVersion(),
    dataFingerprint: record.dataFingerprint,
    folds,
    seed,
    repeats,
    margin,
    epochs,
    flagged: issues.length,
    ...sums,
    publishedErrorShare: PUBLISHED_ERROR_SHARE,
  };
  await saveFile(join(folder, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
  return { report, list, table, galleries };
}

function refuseOtherDrawings({ name, config, dataFingerprint }: RunRecord, { catalogue }: RunDrawings): void {
  if (catalogue.fingerprint === dataFingerprint) return;
  throw new RunError(`The run ${name} was trained on other drawings than there are now.`, {
    hint: `Bring back what ${config.data ?? 'the starter pack'} held, or train a new run.`,
  });
}

function refuseTooMany({ categories }: RunRecord, { parts }: RunDrawings): void {
  const count = parts.train.count + parts.validation.count;
  // While folds are put together, their probabilities are there twice.
  if (2 * 4 * count * categories.length <= MEMORY_SHARE * totalmem()) return;
  throw new UsageError(
    `The probabilities of ${count} drawings and ${categories.length} categories do not fit into memory.`,
    { hint: 'Clean a run with fewer categories, or fewer drawings of each (--per-category).' },
  );
}
