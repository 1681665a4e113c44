import { packageVersion } from '../node/version.ts';
import type { TrainConfig } from './config.ts';
import type { RunRecord } from './run-record.ts';

export const PRODUCER = 'quickdraw-lab';

/**
 * What an exported network says of itself, as texts by key. Folders, files and threads of the machine that trained it stay out: a file is
 * made to be given away.
 */
export function exportFacts({
  name,
  categories,
  code,
  dataFingerprint,
  results,
  ...record
}: RunRecord): Record<string, string> {
  const { data, exclude, threads, memory, ...training } = record.config as TrainConfig;
  return {
    categories: JSON.stringify(categories),
    run: name,
    trained_with: `${PRODUCER} ${code.version}`,
    exported_with: `${PRODUCER} ${packageVersion()}`,
    training: JSON.stringify({ ...training, categories: undefined }),
    data_fingerprint: dataFingerprint,
    ...(results?.test && { test: JSON.stringify(results.test) }),
  };
}
