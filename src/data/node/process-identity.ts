import { readFileSync } from 'node:fs';

/** Of a process that has ended, but whose parent has not asked how: its number is still taken. */
const ENDED = 'ended';

/**
 * What tells a process apart from an earlier or later one of the same number: which start of the system it belongs
 * to, and how many ticks of the clock after it began. Undefined where the system does not tell (all but Linux), or
 * not this user, and for a process that does not run.
 */
export function processIdentity(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // After the name, which is in parentheses and may hold any character, come the state and, as the 20th field,
    // the start (proc(5)).
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' ? ENDED : `${boot} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** Whether a process of this number runs on this machine; with `identity`, whether it is still the same one. */
export function isRunning(pid: number, identity: string | undefined): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // It runs, but belongs to another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = processIdentity(pid);
  if (now === ENDED) return false;
  return identity === undefined || now === undefined || now === identity;
}
