import { describe, expect, it } from 'vitest';
import { qdl, useWorkingFolder } from './run-qdl.ts';

useWorkingFolder();

describe('qdl doctor', () => {
  it('finds everything here', async () => {
    const { code, records } = await qdl(['doctor', '--json']);
    expect(records.filter(({ problem }) => problem)).toEqual([]);
    expect(records.at(-1)).toEqual({ type: 'summary', missing: 0 });
    expect(code).toBe(0);
  });
});
