import { join } from 'node:path';
import { RunError } from '../../errors.ts';
import {
  baselinesStudy,
  categoriesStudy,
  compareBaselines,
  readSavedStudy,
  type SavedStudy,
  type StudyOptions,
} from '../../studies/index.ts';
import { readStudy, type StudyRecord } from '../../sweep/index.ts';
import { writeFigures } from '../figure-files.ts';
import type { Figure } from '../figures/index.ts';
import { studyScript } from '../generated/page-assets.ts';
import { pageOf } from '../page-frame.ts';
import type { Figures, Section } from '../sections/parts.ts';
import { pluralText } from '../words.ts';
import { writeReportFile } from '../write-report-file.ts';
import { baselinesFigure } from './baselines-figure.ts';
import { baselinesSections } from './baselines-sections.ts';
import { publishedAccuracies } from './published.ts';
import { missingSection, studyConfiguration } from './study-sections.ts';
import { sweepFigure } from './sweep-figure.ts';
import { sweepSections } from './sweep-sections.ts';
import { sweepSeries } from './sweep-series.ts';

/** What was made of a study. */
export interface StudyReport {
  readonly record: StudyRecord;
  /** Path of report.html. */
  readonly page: string;
  readonly bytes: number;
  /** Paths of the figures. */
  readonly figures: readonly string[];
  /** What the user should know. */
  readonly notes: readonly string[];
}

/** What a kind of study has to show. */
interface Shown {
  readonly saved: SavedStudy<StudyOptions>;
  readonly question: string;
  readonly figures: readonly Figure[];
  readonly sections: (figures: Figures) => readonly Section[];
}

/** The kinds of studies that there are pages of. To add one, add its line. */
const kinds: Readonly<Record<string, (directory: string) => Promise<Shown>>> = {
  categories: async directory => {
    const saved = await readSavedStudy(categoriesStudy, directory);
    const series = sweepSeries(saved.rows);
    const published = publishedAccuracies.filter(({ beside }) =>
      saved.options.models.some(model => model === beside),
    );
    const figures = (['accuracy', 'loss'] as const).map(measure => sweepFigure(series, measure, published));
    return {
      saved,
      question: 'How do accuracy and loss change with the number of categories?',
      figures: figures.filter(figure => figure !== undefined),
      sections: drawn => sweepSections(saved, series, drawn),
    };
  },
  baselines: async directory => {
    const saved = await readSavedStudy(baselinesStudy, directory);
    const comparison = compareBaselines(saved.options, saved.outcomes);
    const figure = baselinesFigure(saved.rows, comparison);
    return {
      saved,
      question: 'What do trees, dense and convolutional networks reach on the same drawings?',
      figures: figure === undefined ? [] : [figure],
      sections: drawn => baselinesSections(saved, comparison, drawn),
    };
  },
};

/**
 * Writes report.html and figures/ of a study, finished or not, from its files.
 * @param directory the study's.
 * @throws RunError if its files are missing or damaged, it has no result yet, or there is no page for its kind.
 */
export async function buildStudyReport(directory: string): Promise<StudyReport> {
  const { kind } = await readStudy(directory);
  const show = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (show === undefined)
    throw new RunError(`There is no page for a study of ${kind}.`, {
      hint: `There are pages for ${Object.keys(kinds).join(' and ')}; results.csv has the numbers.`,
    });
  const { saved, question, figures, sections } = await show(directory);
  const { record, missing, outcomes } = saved;
  if (outcomes.length === 0)
    throw new RunError(`The study ${directory} has no result yet: there is nothing to draw.`, {
      hint: `Go on with it: \`qdl experiment ${kind} --resume "${directory}"\`.`,
    });
  const paths = await writeFigures(figures, join(directory, 'figures'));
  const parts = [
    missingSection(saved),
    ...sections(new Map(figures.map(figure => [figure.name, figure]))),
    studyConfiguration(saved),
  ];
  const page = join(directory, 'report.html');
  const bytes = await writeReportFile(
    page,
    pageOf({
      title: record.name,
      lead: `${question} Report of a study of QuickDraw Lab, ${pluralText(outcomes.length, 'run')}.`,
      sections: parts.filter(part => part !== undefined),
      footer: `Made by QuickDraw Lab ${record.code.version}. Trained on “The Quick, Draw! Dataset” by Google, CC BY 4.0.`,
      script: studyScript,
    }),
  );
  const notes =
    missing.length > 0
      ? [
          `${pluralText(missing.length, 'run')} of the study ${missing.length === 1 ? 'has' : 'have'} no result: the page says which.`,
        ]
      : [];
  return { record, page, bytes, figures: paths, notes };
}
