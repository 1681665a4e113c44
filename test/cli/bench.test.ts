import { describe, expect, it } from 'vitest';
import { Interrupted } from '../../src/cli/io.ts';
import { captureIo } from './captured-io.ts';
import { qdl } from './run-qdl.ts';

describe('qdl bench', () => {
  it.each([
    [['mlp', '--width', '3'], /An mlp has no --width/],
    [['cnn', '--hidden', '3'], /A cnn has no --hidden layers/],
    [['mlp', '--hidden', 'x'], /--hidden is 'x'; it must be whole numbers/],
  ])('%j is wrong use', async (words, message) => {
    const { code, err } = await qdl(['bench', ...words]);
    expect(err).toMatch(message);
    expect(code).toBe(2);
  });

  it('times steps, and stops when it is told to', async () => {
    const words = ['bench', 'mlp', '--hidden', '4', '--threads', '1', '--seconds'];
    const { code, records } = await qdl([...words, '0.1', '--json']);
    expect(code).toBe(0);
    expect(records).toMatchObject([{ type: 'summary', threads: 1, imagesPerSecond: expect.any(Number) }]);
    const io = captureIo();
    const stopped = qdl([...words, '600'], io);
    setTimeout(() => io.abort.abort(new Interrupted('interrupted')), 500);
    expect((await stopped).code).toBe(130);
  });
});
