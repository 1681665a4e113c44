import type { Command } from '../command.ts';
import { bench } from './bench.ts';
import { clean } from './clean.ts';
import { confusions } from './confusions.ts';
import { dataGet } from './data-get.ts';
import { dataList } from './data-list.ts';
import { dataShow } from './data-show.ts';
import { dataStats } from './data-stats.ts';
import { dataVerify } from './data-verify.ts';
import { doctor } from './doctor.ts';
import { evaluate } from './evaluate.ts';
import { experimentBaselines } from './experiment-baselines.ts';
import { experimentCategories } from './experiment-categories.ts';
import { experimentClean } from './experiment-clean.ts';
import { experimentDoubleDescent } from './experiment-double-descent.ts';
import { exportCommand } from './export.ts';
import { predict } from './predict.ts';
import { report } from './report.ts';
import { runs } from './runs.ts';
import { train } from './train.ts';
import { worst } from './worst.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  train,
  evaluate,
  predict,
  report,
  confusions,
  worst,
  exportCommand,
  runs,
  clean,
  experimentBaselines,
  experimentCategories,
  experimentDoubleDescent,
  experimentClean,
  dataGet,
  dataList,
  dataStats,
  dataShow,
  dataVerify,
  bench,
  doctor,
];

/** Groups of commands with their summaries. */
export const groups: Readonly<Record<string, string>> = {
  experiment: 'ask a question that takes many runs',
  data: 'drawings: download them, look at them, check them',
};
