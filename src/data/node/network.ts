import { setTimeout as delay } from 'node:timers/promises';

/** How a download meets the network; tests bring their own clock and patience. */
export interface Network {
  /** A request or its body that is silent for so long counts as broken off. */
  readonly stallMs: number;
  /** Attempts in a row that may fail without a new byte. */
  readonly tries: number;
  /** Waits before attempt 2; each further wait is twice as long, up to `longestDelayMs`. */
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** A number from 0 to 1. */
  readonly random: () => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export const DEFAULT_NETWORK: Network = {
  stallMs: 30_000,
  tries: 6,
  firstDelayMs: 1_000,
  longestDelayMs: 30_000,
  sleep: async (ms, signal) => {
    await delay(ms, undefined, { signal });
  },
  random: Math.random,
  now: Date.now,
};

/** Something that may well work the next time: a broken connection, a busy server. */
export class TransientFailure extends Error {
  override readonly name = 'TransientFailure';
  /** What the server asked to wait, if it did. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: { retryAfterMs?: number | undefined; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
  }
}

/**
 * How long to wait after the `failures`-th failure in a row (from 1): exponential back-off with jitter, so that
 * several clients of a busy server do not come back all at once; at least what the server asked for.
 */
export function retryDelayMs(failures: number, retryAfterMs: number | undefined, network: Network): number {
  const ceiling = Math.min(network.longestDelayMs, network.firstDelayMs * 2 ** (failures - 1));
  return Math.max(ceiling * (0.5 + 0.5 * network.random()), retryAfterMs ?? 0);
}

/** Reads `Retry-After`: seconds or a date (RFC 9110, 10.2.3). Undefined where there is none or it makes no sense. */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return 1000 * Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
