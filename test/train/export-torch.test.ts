// Exported weights in PyTorch, by the very code of docs/export.md.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportRun } from '../../src/train/index.ts';
import { codeInDocs } from '../docs-code.ts';
import { engineLogits, onnxInput } from '../nn/onnx-case.ts';
import { largestDifference, makeNetworkRun, networks, someDrawings } from './made-network-run.ts';

/** A Python that has torch and safetensors. */
const PYTHON = process.env.QDL_PYTHON;

describe.skipIf(!PYTHON)('weights for PyTorch (skipped unless QDL_PYTHON names a Python with torch)', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'qdl-torch-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('give the modules of docs/export.md the logits of our own engine, for every kind of network', async () => {
    const bitmaps = await someDrawings();
    writeFileSync(join(folder, 'bitmaps.bin'), new Uint8Array(onnxInput(bitmaps).buffer));
    const files: string[] = [];
    const expected: number[][] = [];
    for (const [name, options] of Object.entries(networks)) {
      const directory = join(folder, name);
      const { model, weights } = await makeNetworkRun(directory, options);
      files.push((await exportRun(directory, { format: 'safetensors', out: folder })).file);
      expected.push(await engineLogits(model, weights, bitmaps));
    }
    const [modules] = codeInDocs('export.md', 'python').split('import lightgbm');
    const script = `${modules}
import sys
bitmaps = torch.frombuffer(bytearray(open(sys.argv[1], 'rb').read()), dtype=torch.float32).reshape(-1, 1, 28, 28)
print(json.dumps([load(path)[0](bitmaps).flatten().tolist() for path in sys.argv[2:]]))`;
    const words = ['-c', script, join(folder, 'bitmaps.bin'), ...files];
    const { stdout, stderr, status } = spawnSync(PYTHON!, words, { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const found: number[][] = JSON.parse(stdout);
    const differences = expected.map((logits, at) => largestDifference(logits, found[at]!));
    expect(differences).toHaveLength(5);
    expect(Math.max(...differences)).toBeLessThanOrEqual(1e-4);
  }, 120_000);
});
