import { join } from 'node:path';
import { RunError } from '../../errors.ts';
import type { StudyRecord } from '../../sweep/index.ts';
import { writeFigures } from '../figure-files.ts';
import { studyScript } from '../generated/page-assets.ts';
import { pageOf } from '../page-frame.ts';
import { pluralText } from '../words.ts';
import { writeReportFile } from '../write-report-file.ts';
import type { Shown } from './shown.ts';
import { missingSection, studyConfiguration } from './study-sections.ts';

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

/**
 * Writes report.html and figures/ of what a study has to show.
 * @param directory the study's.
 * @throws RunError if it has no result yet, or files cannot be written.
 */
export async function writeStudyPage(
  directory: string,
  { saved, question, figures, sections }: Shown,
): Promise<StudyReport> {
  const { record, missing, outcomes } = saved;
  if (outcomes.length === 0)
    throw new RunError(`The study ${directory} has no result yet: there is nothing to draw.`, {
      hint: `Go on with it: \`qdl experiment ${record.kind} --resume "${directory}"\`.`,
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
