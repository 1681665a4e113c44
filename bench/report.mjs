// How long the report of a run takes to build (with and without analysis.npz), to open, and to answer a zoom and a chosen cell, in Chromium.
// An answer is timed from the event to the end of the frame that shows it.
//
//   node bench/report.mjs RUN --times 40
//
// Needs a built project (npm run build) and Chromium. The run is copied first; nothing in it is changed.
import { cpSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { buildReport } from '../dist/report/index.js';
import { analyzeRun } from '../dist/train/index.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { times: { type: 'string', default: '40' } },
});
const [run] = positionals;
const times = Number(values.times);
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);

const sorted = numbers => [...numbers].sort((a, b) => a - b);
const told = numbers => {
  const all = sorted(numbers);
  const at = share => all[Math.min(all.length - 1, Math.floor(share * all.length))].toFixed(0);
  return `median ${at(0.5)} ms, 95 % within ${at(0.95)}, worst ${at(1)}`;
};
const seconds = async work => {
  const start = performance.now();
  await work();
  return ((performance.now() - start) / 1000).toFixed(1);
};

async function timeToOpen(browser, address) {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const start = performance.now();
  await page.goto(address);
  await page.waitForSelector('html[data-ready]');
  const ms = performance.now() - start;
  return { page, ms };
}

/** Does what `action(index)`, run in the page, does, and waits for the frame after it. */
function timeInPage(page, action) {
  return page.evaluate(
    async ([source, count]) => {
      const act = new Function('index', source);
      const frame = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
      const taken = [];
      for (let index = 0; index < count; index++) {
        await frame();
        const start = performance.now();
        act(index);
        await frame();
        taken.push(performance.now() - start);
      }
      return taken;
    },
    [action, times],
  );
}

const folder = mkdtempSync(join(tmpdir(), 'qdl-bench-report-'));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const copy = join(folder, 'run');
  cpSync(run, copy, { recursive: true });
  rmSync(join(copy, 'analysis.npz'), { force: true });
  console.log(`network asked       ${await seconds(() => analyzeRun(copy))} s`);
  let built;
  const buildSeconds = await seconds(async () => {
    built = await buildReport(copy);
  });
  console.log(`page and figures    ${buildSeconds} s, ${(statSync(built.page).size / 1e6).toFixed(2)} MB`);
  const address = pathToFileURL(built.page).href;
  const openings = [];
  for (let index = 0; index < 5; index++) {
    const { page, ms } = await timeToOpen(browser, address);
    openings.push(ms);
    await page.close();
  }
  console.log(`opens               ${told(openings)}`);
  const { page } = await timeToOpen(browser, address);
  const zoom = `
    const canvas = document.getElementById('matrix');
    const box = canvas.getBoundingClientRect();
    canvas.dispatchEvent(new WheelEvent('wheel', { deltaY: index % 8 < 4 ? -120 : 120, bubbles: true, cancelable: true,
      clientX: box.left + box.width * (0.3 + 0.01 * index), clientY: box.top + box.height * 0.4 }));`;
  console.log(`a zoom              ${told(await timeInPage(page, zoom))}`);
  const choose = `
    const rows = document.querySelectorAll('#table-pairs tbody .choose');
    rows[index % rows.length].click();`;
  console.log(`a chosen cell       ${told(await timeInPage(page, choose))}`);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
