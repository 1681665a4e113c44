import type { DescentVerdict } from '../../../studies/index.ts';
import { type NamedSetting, sizeText } from './setting-names.ts';

/** `a peak at k = 8`, `no peak`. */
export function spotText({ peak, at }: DescentVerdict, setting: Pick<NamedSetting, 'model'>): string {
  if (peak === 'none') return 'no peak';
  return `a ${peak}${at === null ? '' : ` at ${sizeText(setting, at)}`}`;
}

/** Where it is; in parentheses what comes nearest to a peak where there is none. */
export function placeText({ peak, at }: DescentVerdict, text: (at: number) => string): string {
  if (at === null) return '–';
  return peak === 'none' ? `(${text(at)})` : text(at);
}
