import type { Command } from '../command.ts';
import { dataGet } from './data-get.ts';
import { dataList } from './data-list.ts';
import { dataShow } from './data-show.ts';
import { dataStats } from './data-stats.ts';
import { dataVerify } from './data-verify.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [dataGet, dataList, dataStats, dataShow, dataVerify];

/** Groups of commands with their summaries. */
export const groups: Readonly<Record<string, string>> = {
  data: 'drawings: download them, look at them, check them',
};
