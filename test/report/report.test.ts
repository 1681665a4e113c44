import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confusedPairs, countCorrect, meanAveragePrecision } from '../../src/analysis/index.ts';
import { decodePng } from '../../src/data/index.ts';
import { DataError, RunError, UsageError } from '../../src/errors.ts';
import { rasterize } from '../../src/report/figure-files.ts';
import { drawFigures } from '../../src/report/figures/index.ts';
import { workOut } from '../../src/report/findings.ts';
import { buildReport } from '../../src/report/index.ts';
import { reportPage } from '../../src/report/page.ts';
import { percentText } from '../../src/report/words.ts';
import { littleAnalysis, type MadeDrawing, makePredictions, makeRecord, makeRun } from './made-run.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qdl-report-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const animals = ['cat', 'dog', 'cow'];
const drawings: MadeDrawing[] = [
  [0, 0, 0.9],
  [0, 0, 0.8],
  [0, 1, 0.7],
  [0, 1, 0.4],
  [1, 1, 0.95],
  [1, 0, 0.6],
  [1, 1, 0.5],
  [2, 2, 0.99],
];

async function reportOf(name: string, run: Parameters<typeof makeRun>[1]) {
  const directory = join(folder, name);
  await makeRun(directory, run);
  const report = await buildReport(directory);
  const text = readFileSync(report.page, 'utf8');
  return { report, text, document: parseHTML(text).document };
}

function arrayOf(document: Document, name: string): Buffer {
  return inflateRawSync(Buffer.from(document.getElementById(`data-${name}`)!.textContent!, 'base64'));
}

const all = (document: Document, selector: string) => Array.from(document.querySelectorAll(selector));
const cellsOf = (row: Element) => Array.from(row.children, cell => cell.textContent!.trim());

describe('a report beside another run', () => {
  it('tells both accuracies on moved drawings, and their difference with an interval', async () => {
    const [one, other] = [join(folder, 'moved'), join(folder, 'still')];
    const run = { categories: animals, drawings };
    // Right answers of eight: as they are, mirrored, upside down, half a pixel aside, and on every curve.
    const curve = (amounts: number[], correct: number) => ({
      amounts: Float64Array.from(amounts),
      correct: Uint32Array.from(amounts, () => correct),
    });
    const moved = (right: number) => ({
      drawings: 8,
      asTheyAre: 5,
      mirrored: right,
      upsideDown: right,
      blurred: right,
      rotation: curve([-45, -30, -15, 0, 15, 30, 45], right),
      shiftRight: curve([-6, -4, -2, 0, 2, 4, 6], right),
      shiftDown: curve([-6, -4, -2, 0, 2, 4, 6], right),
    });
    await makeRun(one, run, { ...littleAnalysis, sensitivity: moved(4) });
    await makeRun(other, run, { ...littleAnalysis, sensitivity: moved(2) });
    const report = await buildReport(one, { beside: other });
    const { document } = parseHTML(readFileSync(report.page, 'utf8'));
    const rows = all(document, '#table-beside tbody tr').map(cellsOf);
    expect(rows.map(row => row[3])).toEqual(['0.0', ...Array(8).fill('25.0')]);
    expect(rows[3]![0]).toBe('turned by 15 degrees, both ways');
    expect(rows[3]![1]).toMatch(/^50\.0% \(/);
    expect(rows[3]![2]).toMatch(/^25\.0% \(/);
    expect(rows[3]![4]).toMatch(/^−\d+\.\d to \d+\.\d$/);
    expect(document.getElementById('beside')!.textContent).toContain('the same');
    expect(report.figures.filter(path => path.includes('beside-'))).toHaveLength(6);
  });

  it('refuses a run of other categories', async () => {
    const [one, other] = [join(folder, 'moved-animals'), join(folder, 'moved-others')];
    await makeRun(one, { categories: animals, drawings });
    await makeRun(other, { categories: ['cat', 'dog', 'pig'], drawings });
    await expect(buildReport(one, { beside: other })).rejects.toThrow('knows other categories');
  });
});

describe('the page of a report', () => {
  it('tells the numbers of the analysis', async () => {
    const { document, report } = await reportOf('numbers', { categories: animals, drawings });
    const { confusion, probabilities, labels } = makePredictions({ categories: animals, drawings });
    const facts = new Map(
      all(document, '.facts div').map(fact => [
        fact.querySelector('dt')!.textContent,
        fact.querySelector('dd')!.childNodes[0]!.textContent,
      ]),
    );
    expect(facts.get('Accuracy')).toBe(percentText(countCorrect(confusion) / drawings.length));
    expect(facts.get('MAP@3')).toBe(meanAveragePrecision({ classes: 3, probabilities, labels }).toFixed(3));
    const rows = all(document, '#table-pairs tbody tr').map(cellsOf);
    expect(rows).toEqual(
      confusedPairs(confusion, 9).map(({ truth, prediction, share, count }) => [
        animals[truth],
        animals[prediction],
        percentText(share),
        expect.stringMatching(/^\d+\.\d–\d+\.\d%$/),
        `${count} of ${count / share}`,
      ]),
    );
    // Wilson's interval of 2 in 4, by hand.
    expect(rows[0]![3]).toBe('15.0–85.0%');
    const counts = new Uint32Array(new Uint8Array(arrayOf(document, 'counts')).buffer);
    expect([...counts]).toEqual([...confusion.counts]);
    expect(report.bytes).toBe(readFileSync(report.page).length);
  });

  it('can be read: headings, captions, texts for pictures, nothing from elsewhere', async () => {
    const { document, text } = await reportOf('readable', { categories: animals, drawings });
    expect(document.querySelectorAll('h1')).toHaveLength(1);
    for (const section of all(document, 'section.part')) {
      expect(section.querySelector('h2')!.id).toBe(section.getAttribute('aria-labelledby'));
      expect(document.querySelector(`nav a[href="#${section.id}"]`)).not.toBeNull();
    }
    for (const table of all(document, 'table')) expect(table.querySelector('caption')).not.toBeNull();
    for (const image of all(document, 'img')) expect(image.getAttribute('alt')).toMatch(/^Drawing of/);
    for (const svg of all(document, 'figure.chart svg'))
      expect(svg.getAttribute('aria-label')!.length).toBeGreaterThan(20);
    expect(/(src|href)="(?!data:|#)/.exec(text)?.[0]).toBeUndefined();
    expect(/url\((?!data:)/.exec(text)?.[0]).toBeUndefined();
    const ids = all(document, '[id]').map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('lets no name become markup', async () => {
    const nasty = ['<img src=x onerror=alert(1)>', `"quoted" & 'more'`, '</script><script>alert(2)</script>'];
    const { text, document } = await reportOf('nasty', {
      categories: nasty,
      drawings,
      record: { name: '<b>bold</b>' },
    });
    for (const markup of ['<img src=x', '<script>alert', '<b>bold'])
      expect(text.includes(markup)).toBe(false);
    expect(document.querySelector('h1')!.textContent).toBe('<b>bold</b>');
    expect(JSON.parse(document.getElementById('report-data')!.textContent!).categories).toEqual(nasty);
    const scripts = all(document, 'script').filter(script => !script.getAttribute('type'));
    expect(scripts).toHaveLength(1);
    const svg = readFileSync(join(folder, 'nasty/figures/confused-pairs.svg'), 'utf8');
    expect(svg).not.toContain('<img');
  });

  it('stays below 10 MB for 345 categories of noise, with each set of drawings whole', async () => {
    const classes = 345;
    const categories = Array.from({ length: classes }, (_, index) => `category ${index}`);
    const many: MadeDrawing[] = Array.from({ length: 15_000 }, (_, row) => [
      row % classes,
      (row * 7919 + (row >> 4)) % classes,
      0.5,
    ]);
    const run = { categories, drawings: many };
    const files = {
      directory: folder,
      record: makeRecord(run),
      epochs: [],
      predictions: makePredictions(run),
    };
    // With what the validation side tells, nothing has to be fitted.
    const { confusion } = files.predictions;
    const validation = { drawings: 1, temperature: 1.2, confusion };
    const findings = workOut(files, { ...littleAnalysis, validation });
    const page = reportPage(findings, drawFigures(findings, 5), 5);
    expect(page.length).toBeLessThan(10e6);
    const { sets } = JSON.parse(/id="report-data">(.*?)<\/script>/.exec(page)![1]!);
    for (const percent of [1, 2, 5, 10, 20, 30, 50]) expect(sets[`band-${percent}`]).toHaveLength(48);
  });
});

describe('figures', () => {
  it('are written as SVG and PNG, in colors that every program knows', async () => {
    const { report } = await reportOf('figures', { categories: animals, drawings });
    const names = readdirSync(join(folder, 'figures/figures'));
    expect(names.length).toBe(report.figures.length);
    expect(names).toEqual(
      expect.arrayContaining(['learning-loss.svg', 'confusion-matrix.png', 'band-5.png']),
    );
    for (const path of report.figures.filter(name => name.endsWith('.svg'))) {
      const svg = readFileSync(path, 'utf8');
      expect(svg).not.toContain('var(--');
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    }
  });

  it('show text without fonts of the system', async () => {
    const svg = (text: string) =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20" viewBox="0 0 60 20"><text x="2" y="14" font-family="Inter" font-size="12">${text}</text></svg>`;
    const dark = async (text: string) =>
      decodePng(await rasterize(svg(text)), 'text').data.filter(value => value < 100).length;
    expect(await dark('')).toBe(0);
    expect(await dark('26.4%')).toBeGreaterThan(100);
  });
});

describe('runs at the edge', () => {
  it('have reports with one category, one drawing a category, a category without drawings, no mistake', async () => {
    const one = await reportOf('one', { categories: ['cat'], drawings: [[0, 0, 1]] });
    expect(one.document.querySelector('#confusions')!.textContent).toContain('Nothing was confused');
    const single = await reportOf('single', {
      categories: animals,
      drawings: [
        [0, 1, 0.5],
        [1, 1, 1],
      ],
    });
    const rows = all(single.document, '#table-categories tbody tr').map(cellsOf);
    expect(rows.at(-1)!.slice(0, 3)).toEqual(['cow', '–', '–']);
    expect(single.document.querySelector('section.part')!.parentElement!.textContent).not.toContain('NaN');
    for (const svg of all(single.document, 'svg')) expect(svg.outerHTML).not.toContain('NaN');
  });

  it('are told from reports that cannot be', async () => {
    const directory = join(folder, 'edge');
    const run = { categories: animals, drawings };
    await makeRun(directory, { ...run, record: { state: 'interrupted', results: null } });
    await expect(buildReport(directory)).rejects.toThrow(/made-run is interrupted/);
    await makeRun(directory, { ...run, record: { state: 'failed', failure: 'The loss is not a number.' } });
    await expect(buildReport(directory)).rejects.toThrow(/failed: The loss is not a number\. A report/);
    await makeRun(directory, { categories: animals, drawings: [] });
    await expect(buildReport(directory)).rejects.toThrow(/no drawing on its test side/);
    await makeRun(directory, { ...run, record: { categories: ['cat', 'dog'] } });
    await expect(buildReport(directory)).rejects.toThrow(/of another run/);
    await makeRun(directory, run);
    await expect(buildReport(directory, { percentile: 101 })).rejects.toThrow(UsageError);
    const path = join(directory, 'predictions.npz');
    writeFileSync(path, readFileSync(path).subarray(0, 300));
    await expect(buildReport(directory)).rejects.toThrow(DataError);
    rmSync(path);
    await expect(buildReport(directory)).rejects.toThrow(RunError);
    await expect(buildReport(join(folder, 'nothing'))).rejects.toThrow(RunError);
    expect(existsSync(join(directory, 'report.html'))).toBe(false);
  });
});
