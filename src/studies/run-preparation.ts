import { type StudyFolder, type StudyRecord, writeStudy } from '../sweep/index.ts';
import { leave } from './conclude.ts';
import { GridStages } from './grid-stages.ts';
import type { Preparation } from './study.ts';
import type { ActiveControls } from './study-controls.ts';

/**
 * Finds out what the grid depends on. The study is one to go on with from here on, whatever comes.
 * @returns undefined where it depends on nothing.
 */
export async function runPreparation<Findings>(
  preparation: Preparation<Findings> | undefined,
  { start, folder, controls }: { start: StudyRecord; folder: StudyFolder; controls: ActiveControls },
): Promise<Findings | undefined> {
  if (preparation === undefined) return undefined;
  const { onEvent, signal } = controls;
  await writeStudy(folder.path, start);
  onEvent({ type: 'start', directory: folder.path });
  try {
    const { drawings } = preparation;
    const stages = await GridStages.open({ folder, drawings, controls, onEvent, signal });
    const findings = await preparation.run({ stages, folder });
    // Until its grid begins, if it does.
    await writeStudy(folder.path, interrupted(start));
    return findings;
  } catch (error) {
    if (!signal.aborted) await leave(folder, start, error);
    else await writeStudy(folder.path, interrupted(start));
    throw error;
  }
}

function interrupted(record: StudyRecord): StudyRecord {
  return { ...record, state: 'interrupted', endedAt: new Date().toISOString() };
}
