import type { TrainOptions } from '../../train/index.ts';
import type { DescentOptions } from './options.ts';

/** The usual rates; that of sgd is with momentum 0.9. */
const USUAL_RATES = { adam: 0.001, sgd: 0.05 } as const;

/** A way to train. */
export interface Training {
  /** Such as `adam 0.001`, or `sgd 0.05 cosine`. */
  readonly name: string;
  readonly config: Pick<TrainOptions, 'optimizer' | 'learningRate' | 'schedule'>;
}

/** Every optimizer with every schedule. */
export function trainings({ optimizer, learningRate, schedule }: DescentOptions): Training[] {
  return [...new Set(optimizer)].flatMap(said => {
    const [name, own] = said.split(':') as ['adam' | 'sgd', string?];
    const rate = own === undefined ? (learningRate ?? USUAL_RATES[name]) : Number(own);
    return [...new Set(schedule)].map(way => ({
      name: `${name} ${rate}${way === 'constant' ? '' : ` ${way}`}`,
      config: { optimizer: name, learningRate: rate, schedule: way },
    }));
  });
}
