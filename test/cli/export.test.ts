import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { completeConfig } from '../../src/train/index.ts';
import { writeRecord } from '../../src/train/run-record.ts';
import { writeTrees } from '../../src/train/trees-file.ts';
import { readLightGbmModel, writeLightGbmModel } from '../../src/trees/index.ts';
import { engineLogits, onnxLogits } from '../nn/onnx-case.ts';
import { makeRecord } from '../report/made-run.ts';
import {
  categories,
  largestDifference,
  makeNetworkRun,
  networks,
  someDrawings,
} from '../train/made-network-run.ts';
import { captureIo } from './captured-io.ts';

let folder: string;
let run: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qdl export '));
  run = join(folder, 'runs', 'brave-otter');
  // Workers of vitest may not change their directory, which is all that the command asks it for.
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** `qdl export` of the run. */
async function exported(...words: string[]) {
  const io = captureIo();
  const code = await main(['export', run, ...words], io);
  const summary = words.includes('--json') && io.out() ? JSON.parse(io.out()) : undefined;
  return { code, out: io.out(), err: io.err(), summary };
}

describe('qdl export of a network', () => {
  it('writes an ONNX file of the run’s name into the working folder', async () => {
    const { model, weights } = await makeNetworkRun(run, networks.mirrored!);
    const { code, summary, err } = await exported('--format', 'onnx', '--json');
    expect(err).toBe('');
    expect(code).toBe(0);
    const path = join(folder, 'brave-otter.onnx');
    const file = readFileSync(path);
    expect(summary).toEqual({
      type: 'summary',
      run: 'brave-otter',
      format: 'onnx',
      file: path,
      bytes: file.length,
      sha256: createHash('sha256').update(file).digest('hex'),
      categories,
      notes: [],
    });
    const bitmaps = await someDrawings();
    const difference = largestDifference(
      await engineLogits(model, weights, bitmaps),
      await onnxLogits(file, bitmaps),
    );
    expect(difference).toBeLessThanOrEqual(1e-4);
  });

  it('tells the categories and the training in the metadata, but no folder of the machine', async () => {
    await makeNetworkRun(run, networks['batch-norm']!);
    await exported('--format', 'onnx');
    const text = readFileSync(join(folder, 'brave-otter.onnx'), 'latin1');
    expect(text).toContain(JSON.stringify(categories));
    expect(text).toContain('"width":4');
    expect(text).toContain('quickdraw-lab 0.1.0');
    expect(text).not.toContain('/home/ann');
  });

  it('writes weights for PyTorch, and says what they do not', async () => {
    await makeNetworkRun(run, networks.mirrored!);
    const { code, out, err } = await exported('--format', 'safetensors');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^brave-otter\.safetensors \(.* kB\): a state dictionary for PyTorch, 5 categories$/m,
    );
    expect(err).toContain('mirror image: weights alone do not say so');
    const header = readFileSync(join(folder, 'brave-otter.safetensors'), 'latin1').slice(8, 4000);
    expect(header).toContain('"conv1.weight":{"dtype":"F32","shape":[4,1,3,3]');
    expect(header).toContain('"norm4.num_batches_tracked"');
    expect(header).toContain('"format":"pt"');
  });

  it('exports a run that is not finished as far as it has come, with a warning', async () => {
    await makeNetworkRun(run, networks.mlp!, { state: 'interrupted', results: null });
    const { code, err } = await exported('--format', 'onnx');
    expect(code).toBe(0);
    expect(err).toContain('not finished: this is the best it has so far');
  });
});

describe('the file of qdl export', () => {
  const path = () => join(folder, 'brave-otter.onnx');
  beforeEach(() => makeNetworkRun(run, networks.cnn!));

  it('is the same a second time', async () => {
    const first = await exported('--format', 'onnx', '--json');
    const second = await exported('--format', 'onnx', '--json');
    expect(second.code).toBe(0);
    expect(second.summary).toEqual(first.summary);
  });

  it('does not replace another one unless told so', async () => {
    writeFileSync(path(), 'mine');
    const refused = await exported('--format', 'onnx');
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/brave-otter\.onnx is already there.*--force/s);
    expect(readFileSync(path(), 'utf8')).toBe('mine');
    expect((await exported('--format', 'onnx', '--force')).code).toBe(0);
    expect(readFileSync(path()).length).toBeGreaterThan(1000);
  });

  it('goes into a folder, or under another name', async () => {
    mkdirSync(join(folder, 'web'));
    expect((await exported('--format', 'onnx', '--out', join(folder, 'web'))).code).toBe(0);
    expect((await exported('--format', 'onnx', '--out', join(folder, 'web', 'model.onnx'))).code).toBe(0);
    expect(readFileSync(join(folder, 'web', 'brave-otter.onnx'))).toEqual(
      readFileSync(join(folder, 'web', 'model.onnx')),
    );
  });

  it.each(['missing/model.onnx', 'missing/'])('needs a folder that is there: %s', async out => {
    const { code, err } = await exported('--format', 'onnx', '--out', join(folder, out));
    expect(code).toBe(1);
    expect(err).toContain('its folder does not exist');
  });

  it('cannot lie below a file', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { code, err } = await exported('--format', 'onnx', '--out', join(folder, 'file', 'model.onnx'));
    expect(code).toBe(1);
    expect(err).toContain('a part of the path is a file');
  });

  it.skipIf(!existsSync('/dev/null'))('does not replace what is no file, even by force', async () => {
    const { code, err } = await exported('--format', 'onnx', '--out', '/dev/null', '--force');
    expect(code).toBe(1);
    expect(err).toContain('/dev/null is not a file that could be replaced');
  });
});

describe('qdl export says what is wrong with a run', () => {
  const weights = () => join(run, 'checkpoints', 'best.safetensors');

  it('that has no weights yet', async () => {
    await makeNetworkRun(run, networks.cnn!, { state: 'interrupted', results: null });
    rmSync(weights());
    const { code, err } = await exported('--format', 'onnx');
    expect(code).toBe(1);
    expect(err).toContain('has no weights yet');
  });

  it('whose weights are gone', async () => {
    await makeNetworkRun(run, networks.cnn!);
    rmSync(weights());
    expect((await exported('--format', 'safetensors')).err).toContain(
      'The weights of the run brave-otter are gone',
    );
  });

  it('whose weights are cut', async () => {
    await makeNetworkRun(run, networks.cnn!);
    truncateSync(weights(), 5000);
    const { code, err } = await exported('--format', 'onnx');
    expect(code).toBe(1);
    expect(err).toContain('is not a whole safetensors file');
    expect(existsSync(join(folder, 'brave-otter.onnx'))).toBe(false);
  });

  it('whose weights are of another network', async () => {
    await makeNetworkRun(run, networks.cnn!);
    const config = completeConfig({ ...networks.cnn!, width: 7, categories });
    await writeRecord(run, makeRecord({ categories, drawings: [], record: { config } }));
    const { code, err } = await exported('--format', 'safetensors');
    expect(code).toBe(1);
    expect(err).toContain(`does not fit the model: 'conv1/kernel' is [3, 3, 1, 6]`);
  });

  it('of which there is none', async () => {
    const { code, err } = await exported('--format', 'onnx');
    expect(code).toBe(2);
    expect(err).toContain('There is no run');
  });
});

describe('formats of qdl export', () => {
  const golden = readFileSync(new URL('../golden/lightgbm-model.txt', import.meta.url), 'utf8');

  async function makeTreesRun(state: 'finished' | 'interrupted' = 'finished') {
    const model = readLightGbmModel(golden, 'golden');
    const names = Array.from({ length: model.classes }, (_, at) => `category ${at}`);
    const config = completeConfig({ model: 'gbdt', categories: names });
    mkdirSync(run, { recursive: true });
    const record = { name: 'brave-otter', state, config };
    await writeRecord(run, makeRecord({ categories: names, drawings: [], record }));
    await writeTrees(run, state === 'finished' ? 'kept' : 'last', model);
    return model;
  }

  it.each(['finished', 'interrupted'] as const)('lightgbm: the trees of a %s run', async state => {
    const model = await makeTreesRun(state);
    const { code, summary } = await exported('--format', 'lightgbm', '--json');
    expect(code).toBe(0);
    expect(summary).toMatchObject({ format: 'lightgbm', file: join(folder, 'brave-otter.txt') });
    expect(summary.notes).toHaveLength(state === 'finished' ? 0 : 1);
    expect(readFileSync(summary.file, 'utf8')).toBe(writeLightGbmModel(model));
  });

  it('of networks are not for trees, and the reverse', async () => {
    await makeTreesRun();
    for (const format of ['onnx', 'safetensors']) {
      const { code, err } = await exported('--format', format);
      expect(code).toBe(2);
      expect(err).toMatch(/one of trees \(gbdt\).*--format lightgbm/s);
    }
    await makeNetworkRun(run, networks.mlp!);
    const { code, err } = await exported('--format', 'lightgbm');
    expect(code).toBe(2);
    expect(err).toMatch(/a network \(mlp\).*onnx or safetensors/s);
  });

  it('says when the trees of a run are gone', async () => {
    await makeTreesRun();
    rmSync(join(run, 'model.txt'));
    expect((await exported('--format', 'lightgbm')).err).toContain(
      'The trees of the run brave-otter are gone',
    );
  });

  it('are few, and one must be said', async () => {
    await makeNetworkRun(run, networks.cnn!);
    const unknown = await exported('--format', 'onx');
    expect(unknown.code).toBe(2);
    expect(unknown.err).toContain('must be one of onnx, safetensors, lightgbm');
    const missing = await exported();
    expect(missing.code).toBe(2);
    expect(missing.err).toContain(
      '--format is missing: onnx or safetensors for networks, lightgbm for trees',
    );
  });
});
