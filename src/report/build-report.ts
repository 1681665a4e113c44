import { join } from 'node:path';
import { UsageError } from '../errors.ts';
import { analyzeRun, type RunAnalysis, type RunRecord, readAnalysis } from '../train/index.ts';
import { type Beside, besideOf } from './beside.ts';
import { writeFigures } from './figure-files.ts';
import { drawFigures } from './figures/index.ts';
import { workOut } from './findings.ts';
import { reportPage } from './page.ts';
import { type RunFiles, readRun } from './read-run.ts';
import { writeReportFile } from './write-report-file.ts';

export interface ReportOptions {
  /** The band of drawings that is shown, in percent from the worst on. */
  readonly percentile?: number | undefined;
  /** Directory of another run, whose accuracy on moved drawings is set beside. */
  readonly beside?: string | undefined;
  /** To ask the network with, where that has not been done before. */
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((what: ReportStep, done: number) => void) | undefined;
}

/** Asking the network (once a run), working out numbers and drawing, writing files. */
export type ReportStep = 'network' | 'figures' | 'files';

export interface Report {
  readonly record: RunRecord;
  /** Path of report.html. */
  readonly page: string;
  readonly bytes: number;
  /** Paths of the figures. */
  readonly figures: readonly string[];
  /** What the user should know. */
  readonly notes: readonly string[];
}

const PERCENTILE = 5;

/**
 * Writes report.html and figures/ of a finished run, from its files. Only what analysis.npz is to hold, if it is not there,
 * needs the network.
 * @param directory the run's.
 * @throws RunError or DataError if files are missing or damaged; UsageError for a percentile that is none.
 */
export async function buildReport(directory: string, options: ReportOptions = {}): Promise<Report> {
  const { percentile = PERCENTILE, signal, onProgress = () => {} } = options;
  if (!(percentile >= 0 && percentile <= 100))
    throw new UsageError(`The percentile is from 0 to 100, not ${percentile}.`);
  const run = await readRun(directory);
  const { analysis, notes } = await analysisOf(run, options);
  const beside = options.beside === undefined ? undefined : await readBeside(run, options.beside, options);
  signal?.throwIfAborted();
  onProgress('figures', 0);
  const findings = workOut(run, analysis, beside);
  const drawn = drawFigures(findings, percentile);
  onProgress('files', 0);
  const figures = await writeFigures(drawn, join(directory, 'figures'));
  signal?.throwIfAborted();
  const page = join(directory, 'report.html');
  const bytes = await writeReportFile(page, reportPage(findings, drawn, percentile));
  return { record: run.record, page, bytes, figures, notes };
}

async function readBeside(run: RunFiles, directory: string, options: ReportOptions): Promise<Beside> {
  const other = await readRun(directory);
  const { analysis } = await analysisOf(other, options);
  return besideOf(run, other, analysis);
}

async function analysisOf(
  { directory, predictions }: RunFiles,
  { threads, signal, onProgress = () => {} }: ReportOptions,
): Promise<{ analysis: RunAnalysis; notes: readonly string[] }> {
  const kept = await readAnalysis(directory, predictions);
  if (kept) return { analysis: kept, notes: [] };
  return analyzeRun(directory, {
    predictions,
    threads,
    signal,
    onProgress: done => onProgress('network', done),
  });
}
