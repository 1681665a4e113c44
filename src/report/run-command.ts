import { completeConfig, type RunConfig, type RunRecord } from '../train/index.ts';

/** What a result does not depend on, or what is told otherwise. */
const UNSAID = new Set(['model', 'categories', 'threads', 'memory']);

/** The command that makes a run like this one: everything that is not as it is by default. */
export function runCommand({ config, categories }: RunRecord): string {
  const usual = flatConfig(completeConfig({ model: config.model }));
  const words = [`qdl train ${config.model}`, ...(config.model === 'gbdt' ? [] : ['--preset cnn'])];
  for (const [key, value] of Object.entries(flatConfig(config))) {
    if (UNSAID.has(key) || isForeign(key, config) || value === null) continue;
    const isSaid = JSON.stringify(value) !== JSON.stringify(usual[key]) || key === 'perCategory';
    if (isSaid) words.push(flagOf(key, value));
  }
  words.push(`--categories ${quoted(categories.join(','))}`);
  return words.join(' ');
}

/** All options of a run, those of augmentation among them. */
export function flatConfig(config: RunConfig): Record<string, unknown> {
  if (config.model === 'gbdt') return { ...config };
  const { augmentation, ...others } = config;
  return { ...others, ...augmentation };
}

/** Sizes of the other model's layers. */
function isForeign(key: string, { model }: RunConfig): boolean {
  return key === (model === 'cnn' ? 'hidden' : 'width');
}

/** An option as it is written on the command line. */
export function flagOf(key: string, value: unknown): string {
  const name = `--${key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`;
  if (value === true) return name;
  return `${name} ${quoted(Array.isArray(value) ? value.join(',') : String(value))}`;
}

function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `"${word.replaceAll('"', '\\"')}"`;
}
