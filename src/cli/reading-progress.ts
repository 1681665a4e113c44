import { formatCount, formatDuration, formatPercent } from './format.ts';
import type { Output } from './output.ts';
import { Speed } from './speed.ts';
import { joinToFit } from './text-width.ts';

/** Shows how far the reading of drawings is: the function to be told of it. */
export function readingProgress(output: Output, clock: () => number): (done: number, total: number) => void {
  const speed = new Speed();
  return (done, total) => {
    speed.record(done, clock());
    output.progress.show(width => {
      const left = speed.timeLeftMs(total);
      const parts = [
        `Reading: ${formatPercent(done / total, 0)}`,
        `${formatCount(done)} of ${formatCount(total)} drawings`,
        ...(left === undefined ? [] : [`${formatDuration(left)} left`]),
      ];
      return joinToFit(parts, ' · ', width);
    });
  };
}
