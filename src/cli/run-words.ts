import type { RunRecord } from '../train/index.ts';

/** A model in a few words: `cnn 12 batch`, `gbdt 31 leaves`. */
export function modelText({ config }: RunRecord): string {
  if (config.model === 'gbdt') return `gbdt ${config.leaves} leaves`;
  const size = config.model === 'cnn' ? config.width : config.hidden.join(',');
  return `${config.model} ${size}${config.norm === 'none' ? '' : ` ${config.norm}`}`;
}

/** What a pass over the drawings is called. */
export function passWord(model: string): 'epoch' | 'round' {
  return model === 'gbdt' ? 'round' : 'epoch';
}

/** What a pass over the drawings of a run is called, and how many there are at most. */
export function passesOf({ config }: RunRecord): { readonly word: 'epoch' | 'round'; readonly most: number } {
  const word = passWord(config.model);
  return { word, most: config.model === 'gbdt' ? config.rounds : config.epochs };
}
