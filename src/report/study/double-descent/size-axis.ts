import { countText } from '../../words.ts';
import { INSET, LEFT, WIDTH } from './line-panel.ts';
import { type LogAxis, logAxis } from './log-axis.ts';
import { shortCount } from './number-texts.ts';
import type { NamedSetting } from './setting-names.ts';

/** What two ticks need to stand beside each other. */
const SIZE_ROOM = 20;
const PARAMETERS_ROOM = 36;

interface Sized {
  readonly size: number;
  readonly parameters?: number;
}

/** Sizes from left to right; of networks each tick has the parameters below it. */
export function sizeAxis(
  { model }: Pick<NamedSetting, 'model'>,
  points: readonly Sized[],
  marginRight: number,
): LogAxis {
  const parameters = new Map(points.map(point => [point.size, point.parameters]));
  const hasParameters = model === 'cnn' && points.every(point => point.parameters !== undefined);
  const word = model === 'cnn' ? 'width k' : 'leaves';
  return logAxis({
    label: `${word}${hasParameters ? ', below it parameters' : ''} (logarithmic)`,
    values: points.map(({ size }) => size),
    tickText: hasParameters ? size => `${size}\n${shortCount(parameters.get(size) ?? 0)}` : countText,
    tickLines: hasParameters ? 2 : 1,
    length: lengthWith(marginRight),
    room: hasParameters ? PARAMETERS_ROOM : SIZE_ROOM,
  });
}

/** Of an axis beside names of lines that need so much room. */
export function lengthWith(marginRight: number): number {
  return WIDTH - LEFT - marginRight - 2 * INSET;
}
