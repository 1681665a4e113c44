import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildReport } from '../../src/report/index.ts';
import { type MadeDrawing, makeRun } from './made-run.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);

describe.skipIf(!CHROMIUM)('a report in a browser (skipped where there is no Chromium)', () => {
  const categories = ['cat', 'dog', 'cow', '<i>pig</i>'];
  // Fourteen of twenty right, two taken for each of the others.
  const drawings: MadeDrawing[] = categories.flatMap((_, truth) =>
    Array.from(
      { length: 20 },
      (_, at): MadeDrawing => [truth, at < 14 ? truth : (truth + 1 + (at % 3)) % 4, 0.5 + at / 50],
    ),
  );
  let folder: string;
  let browser: Browser;
  let address: string;
  const faults: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'qdl-report-browser-'));
    await makeRun(folder, { categories, drawings });
    address = pathToFileURL((await buildReport(folder)).page).href;
    const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];
    browser = await chromium.launch({ executablePath: CHROMIUM!, args });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
    const page = await browser.newPage(options);
    page.on('pageerror', error => faults.push(error.message));
    page.on('console', message => faults.push(message.text()));
    page.on('request', request => {
      if (!/^(file|data|blob):/.test(request.url())) faults.push(request.url());
    });
    await page.goto(address);
    await page.waitForSelector('html[data-ready]');
    return page;
  }

  it('works from a file, without a fault and without asking for anything', async () => {
    const page = await open();
    await page.close();
    expect(faults).toEqual([]);
  });

  it('sorts and searches its tables', async () => {
    const page = await open();
    const names = () =>
      page.$$eval('#table-categories tbody th', cells => cells.map(cell => cell.textContent));
    await page.click('#table-categories thead button');
    expect(await names()).toEqual([...categories].sort((a, b) => a.localeCompare(b)));
    expect(await page.getAttribute('#table-categories thead th', 'aria-sort')).toBe('ascending');
    await page.click('#table-categories thead button');
    expect(await page.getAttribute('#table-categories thead th', 'aria-sort')).toBe('descending');
    await page.fill('#categories input[type=search]', 'CO');
    expect(await names()).toEqual(['cow']);
    await page.close();
  });

  it('walks through the matrix by keys, and shows the drawings of a cell', async () => {
    const page = await open();
    await page.focus('#matrix');
    const { order } = JSON.parse((await page.textContent('#report-data'))!);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    const said = await page.textContent('#matrix-spoken');
    expect(said).toContain(`${categories[order[0]]} taken for ${categories[order[1]]}`);
    expect(said).toContain('of 20 drawings');
    await page.keyboard.press('Enter');
    expect(await page.textContent('#cell-panel h3')).toBe(said);
    expect(await page.locator('#cell-panel .side').count()).toBe(2);
    expect(await page.locator('#cell-panel canvas').count()).toBe(2 + 2 + 14 + 14);
    expect(await page.locator('#cell-panel i').count()).toBe(0);
    await page.keyboard.press('+');
    await page.keyboard.press('0');
    await page.close();
  });

  it('leads from a pair to its cell, by a click and by names', async () => {
    const page = await open();
    await page.click('#table-pairs tbody .choose');
    const title = await page.textContent('#cell-panel h3');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(title);
    await page.fill('input[name=truth]', 'cow');
    await page.fill('input[name=prediction]', 'cow');
    await page.click('#cell-form button');
    expect(await page.textContent('#cell-panel h3')).toMatch(/^cow told right: 70\.0%/);
    await page.fill('input[name=truth]', 'unicorn');
    await page.click('#cell-form button');
    expect(await page.textContent('#cell-panel h3')).toMatch(/^cow told right/);
    await page.close();
  });

  it('shows another percentile, and draws the drawings as they are in the page', async () => {
    const page = await open();
    const first = () => page.textContent('#band-wall figcaption');
    const before = await first();
    await page.check('input[name=percentile][value="50"]');
    expect(await page.locator('#band-wall canvas').count()).toBe(48);
    expect(await first()).not.toBe(before);
    await page.close();
  });

  it('is light or dark as the system has it, until it is switched', async () => {
    const page = await open({ colorScheme: 'dark' });
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await ground()).toBe('rgb(21, 25, 29)');
    await page.click('#theme-switch');
    expect(await ground()).toBe('rgb(255, 255, 255)');
    await page.close();
  });

  it('fits a phone', async () => {
    const page = await open({ viewport: { width: 390, height: 800 } });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(390);
    await page.close();
  });
});
