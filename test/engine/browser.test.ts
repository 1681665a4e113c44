import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
const root = new URL('../../', import.meta.url);
const here = new URL('./browser/', import.meta.url);

/** Serves dist/ and the files of test/engine/browser/ to a page that may share memory between threads. */
async function serve(): Promise<Server> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost');
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    if (pathname === '/') {
      response.setHeader('Content-Type', 'text/html');
      response.end('<!doctype html><title>engine</title>');
      return;
    }
    const file = pathname.startsWith('/dist/')
      ? new URL(`.${pathname}`, root)
      : new URL(`.${pathname}`, here);
    response.setHeader('Content-Type', 'text/javascript');
    readFile(file).then(
      body => response.end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return server;
}

describe.skipIf(!CHROMIUM)('the engine in a browser (skipped where there is no Chromium)', () => {
  let server: Server;
  let browser: Browser;

  beforeAll(async () => {
    server = await serve();
    const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];
    browser = await chromium.launch({ executablePath: CHROMIUM!, args });
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  it('trains to the same bits as in Node, with one thread and with two', async () => {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const inBrowser = (threads: number) =>
      page.evaluate(
        count =>
          new Promise<{ parameters?: number[]; error?: string }>(resolve => {
            const worker = new Worker('/page-worker.js', { type: 'module' });
            worker.onmessage = ({ data }) => resolve(data);
            worker.onerror = event => resolve({ error: event.message });
            worker.postMessage(count);
          }),
        threads,
      );
    const engine = await import(fileURLToPath(new URL('dist/engine/index.js', root)));
    const { createNodeBackend } = await import(fileURLToPath(new URL('dist/engine/node/index.js', root)));
    const { train } = await import('./browser/training.js');
    const backend = createNodeBackend({ threads: 3 });
    const expected = await train(engine, backend);
    await backend.close();
    expect(expected.every(Number.isFinite)).toBe(true);
    for (const threads of [1, 2]) {
      const { parameters, error } = await inBrowser(threads);
      expect(error).toBeUndefined();
      expect(parameters).toEqual(expected);
    }
  });
});
