import { RunError } from '../errors.ts';
import { pathFailure } from '../node/path-failure.ts';
import { writeWholeFile } from '../node/whole-file.ts';

/** Writes a file of a report, whole or not at all. @returns its bytes. @throws RunError if it cannot be written. */
export async function writeReportFile(path: string, content: string | Uint8Array): Promise<number> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  await writeWholeFile(path, bytes).catch(error => {
    throw pathFailure(RunError, 'write', path, error);
  });
  return bytes.length;
}
