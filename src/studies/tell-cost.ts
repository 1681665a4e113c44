import { UsageError } from '../errors.ts';
import { estimateCost, type PlannedCell, type StudyFolder } from '../sweep/index.ts';
import type { OpenDrawings } from '../train/index.ts';
import type { ActiveControls } from './study-controls.ts';

/** A grid that takes longer than a day has to be asked for twice. */
const MOST_SECONDS = 24 * 3600;

/** Tells what the cells without a result will take. @throws UsageError if nobody can have meant it. */
export async function tellCost(
  cells: readonly PlannedCell[],
  {
    folder,
    openDrawings,
    controls,
  }: { folder: StudyFolder; openDrawings: OpenDrawings; controls: ActiveControls },
): Promise<void> {
  const { onEvent, signal, threads = null, allowsDays = false } = controls;
  const found = await folder.results.findAll(new Set(cells.map(({ task }) => task.key)), () => {});
  const missing = new Map(
    cells.filter(({ task }) => !found.has(task.key)).map(({ task }) => [task.key, task]),
  );
  if (missing.size === 0) return;
  const cost = await estimateCost([...missing.values()], {
    openDrawings,
    workFolder: folder.workFolder,
    threads,
    onProbe: (done, probes) => onEvent({ type: 'probing', done, probes }),
    signal,
  });
  onEvent({ type: 'estimate', cost });
  if (cost.seconds > MOST_SECONDS && !allowsDays)
    throw new UsageError(
      `${missing.size} runs would take about ${Math.round(cost.seconds / 8640) / 10} days on this machine.`,
      {
        hint: 'Ask for less, or say --yes if that is what you want; it can be stopped and gone on with at any time.',
      },
    );
}
