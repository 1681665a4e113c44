import { RunError } from '../../errors.ts';
import {
  baselinesStudy,
  categoriesStudy,
  compareBaselines,
  descentStudy,
  findDescent,
  judgedLabels,
  readSavedStudy,
} from '../../studies/index.ts';
import { readStudy } from '../../sweep/index.ts';
import { baselinesFigure } from './baselines-figure.ts';
import { baselinesSections } from './baselines-sections.ts';
import { descentShown } from './double-descent/descent-shown.ts';
import { publishedAccuracies } from './published.ts';
import type { Shown } from './shown.ts';
import { sweepFigure } from './sweep-figure.ts';
import { sweepSections } from './sweep-sections.ts';
import { sweepSeries } from './sweep-series.ts';
import { type StudyReport, writeStudyPage } from './write-study-page.ts';

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
  'double-descent': async directory => {
    const saved = await readSavedStudy(descentStudy, directory);
    const labels = judgedLabels(saved.record.design);
    return descentShown({ saved, findings: findDescent(saved.options, saved.outcomes, labels) });
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
  return writeStudyPage(directory, await show(directory));
}
