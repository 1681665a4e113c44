// An exported network in a web page, by the very module of docs/export.md, with ONNX Runtime's files beside it.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { codeInDocs } from '../docs-code.ts';
import { engineLogits, onnxInput } from '../nn/onnx-case.ts';
import {
  categories,
  largestDifference,
  makeNetworkRun,
  networks,
  someDrawings,
} from '../train/made-network-run.ts';
import { captureIo } from './captured-io.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
const runtime = fileURLToPath(new URL('../../node_modules/onnxruntime-web/dist/', import.meta.url));
const types: Record<string, string> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

interface Answer {
  readonly logits: number[];
  readonly guesses: { category: string; probability: number }[];
}

/** Serves the files of a folder, and ONNX Runtime's as if they lay in each folder below it. */
async function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost');
    const own = join(folder, pathname);
    const file = [own, join(runtime, basename(pathname))].find(path => pathname !== '/' && existsSync(path));
    response.setHeader(
      'Content-Type',
      file ? (types[extname(file)] ?? 'application/octet-stream') : 'text/html',
    );
    response.end(file ? readFileSync(file) : '<!doctype html><title>drawings</title>');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return server;
}

describe.skipIf(!CHROMIUM)('an ONNX file in a web page (skipped where there is no Chromium)', () => {
  let folder: string;
  let server: Server;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'qdl-export-page-'));
    server = await serve(folder);
    const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];
    browser = await chromium.launch({ executablePath: CHROMIUM!, args });
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(Object.entries(networks))(
    '%s: the logits of our own engine, and the categories',
    async (name, options) => {
      const run = join(folder, 'runs', name);
      const { model, weights } = await makeNetworkRun(run, options);
      const web = join(folder, name);
      mkdirSync(web);
      const io = captureIo();
      expect(
        await main(['export', run, '--format', 'onnx', '--out', join(web, 'model.onnx'), '--json'], io),
      ).toBe(0);
      writeFileSync(join(web, 'model.json'), io.out());
      writeFileSync(join(web, 'classify.js'), codeInDocs('export.md', 'js'));

      const bitmaps = await someDrawings();
      // A text, for the test runner rewrites imports of functions.
      const drawings = JSON.stringify(Array.from(onnxInput(bitmaps)));
      const answer: Answer = await page.evaluate(`(async () => {
      const { logitsOf, classify } = await import('/${name}/classify.js');
      const drawings = Float32Array.from(${drawings});
      return { logits: await logitsOf(drawings), guesses: await classify(drawings.subarray(0, 784)) };
    })()`);
      const expected = await engineLogits(model, weights, bitmaps);
      expect(largestDifference(expected, answer.logits)).toBeLessThanOrEqual(1e-4);
      const first = expected.slice(0, categories.length);
      expect(answer.guesses[0]!.category).toBe(categories[first.indexOf(Math.max(...first))]);
      const total = answer.guesses.reduce((sum, { probability }) => sum + probability, 0);
      expect(total).toBeCloseTo(1, 6);
    },
  );
});
