import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { type CapturedIo, captureIo } from './captured-io.ts';

/** Runs a command in this process. `records` are the objects it wrote, with --json. */
export async function qdl(words: string[], io: CapturedIo = captureIo()) {
  const code = await main(words, io);
  return { code, out: io.out(), err: io.err(), records: recordsOf(io.out()) };
}

function recordsOf(out: string): Record<string, unknown>[] {
  if (!out.startsWith('{')) return [];
  return out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
}

/** Gives every test an empty folder, with a blank in its name, that commands take for the one they were started in. */
export function useWorkingFolder(): { path: string } {
  const folder = { path: '' };
  beforeEach(() => {
    folder.path = mkdtempSync(join(tmpdir(), 'qdl test '));
    // Workers of vitest may not change their directory, which is all that the commands ask it for.
    vi.spyOn(process, 'cwd').mockReturnValue(folder.path);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(folder.path, { recursive: true });
  });
  return folder;
}
