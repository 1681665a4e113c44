import type { RunRecord } from '../train/index.ts';

/** A model in a few words: `cnn 12 batch`, `gbdt 31 leaves`. */
export function modelText({ config }: RunRecord): string {
  if (config.model === 'gbdt') return `gbdt ${config.leaves} leaves`;
  const size = config.model === 'cnn' ? config.width : config.hidden.join(',');
  return `${config.model} ${size}${config.norm === 'none' ? '' : ` ${config.norm}`}`;
}

/** What a pass over the drawings is called, and how many there are at most. */
export function passesOf({ config }: RunRecord): { readonly word: 'epoch' | 'round'; readonly most: number } {
  return config.model === 'gbdt'
    ? { word: 'round', most: config.rounds }
    : { word: 'epoch', most: config.epochs };
}
