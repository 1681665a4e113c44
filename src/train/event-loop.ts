import { setImmediate } from 'node:timers/promises';

const TURN_MS = 50;

let lastTurn = 0;

/**
 * Lets the event loop have a turn, every 50 ms at most. Training steps wait for nothing that comes from outside:
 * without it Ctrl-C would not be heard before the end of an epoch.
 */
export async function takeTurns(): Promise<void> {
  const now = performance.now();
  if (now - lastTurn < TURN_MS) return;
  lastTurn = now;
  await setImmediate();
}
