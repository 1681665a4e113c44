import type { TrainOptions } from '../../train/index.ts';
import type { DescentOptions } from './options.ts';

type Regularization = DescentOptions['regularization'][number];

/** What each kind of regularization makes of a network. */
export function regularized(
  kind: Regularization,
  { l1, l2 }: DescentOptions,
): Pick<TrainOptions, 'norm' | 'l1' | 'l2'> {
  if (kind === 'batch') return { norm: 'batch' };
  if (kind === 'l2') return { l2 };
  return kind === 'l1' ? { l1 } : {};
}
