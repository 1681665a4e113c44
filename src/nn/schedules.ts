import { cosine } from './elementary-functions.ts';

export const scheduleNames = ['constant', 'cosine', 'one-cycle', 'step'] as const;

/** How the learning rate goes over a run. */
export type ScheduleName = (typeof scheduleNames)[number];

export interface Schedule {
  readonly name: ScheduleName;
  /** The highest learning rate. */
  readonly learningRate: number;
  /** Steps of the whole run, were it never stopped early. */
  readonly totalSteps: number;
}

/**
 * Share of a one-cycle run in which the rate rises, and what the highest rate is divided by at its ends
 * (PyTorch's).
 */
const RISING_SHARE = 0.3;
const START_DIVISOR = 25;
const END_DIVISOR = 25e4;

/** Shares of a run after which `step` divides the rate by 10. */
const DROPS = [0.5, 0.75];

const curves: Readonly<Record<ScheduleName, (progress: number) => number>> = {
  constant: () => 1,
  cosine: progress => ease(1, 0, progress),
  'one-cycle': progress =>
    progress < RISING_SHARE
      ? ease(1 / START_DIVISOR, 1, progress / RISING_SHARE)
      : ease(1, 1 / END_DIVISOR, (progress - RISING_SHARE) / (1 - RISING_SHARE)),
  step: progress => DROPS.reduce((factor, drop) => (progress >= drop ? factor / 10 : factor), 1),
};

/**
 * The learning rate of a step, a function of the step alone:
 * - `constant`;
 * - `cosine`: down to 0 along half a cosine (Loshchilov and Hutter: SGDR, 2017, without restarts);
 * - `one-cycle`: up from 1/25 in the first 30 % of the run, then down to nearly 0, both along half a cosine
 *   (Smith and Topin: Super-convergence, 2018, as PyTorch's OneCycleLR);
 * - `step`: a tenth after half of the run, a hundredth after three quarters.
 *
 * @param step from 0 on; steps past the end have the rate of the end.
 */
export function learningRateAt({ name, learningRate, totalSteps }: Schedule, step: number): number {
  return learningRate * curves[name](Math.min(1, step / totalSteps));
}

/** From `start` to `end` along half a cosine as `progress` goes from 0 to 1. */
function ease(start: number, end: number, progress: number): number {
  return end + (start - end) * 0.5 * (1 + cosine(Math.PI * progress));
}
