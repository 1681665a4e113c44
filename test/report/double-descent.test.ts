import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { descentShown } from '../../src/report/study/double-descent/descent-shown.ts';
import { writeStudyPage } from '../../src/report/study/write-study-page.ts';
import type { DescentFindings } from '../../src/studies/index.ts';
import { type MadeGrid, madeFindings, madeSaved, verdictAt } from './double-descent-fixture.ts';

const FEW = [1, 2, 4, 8, 16, 32];

/** What is shown of a grid, without writing anything. */
function shownOf(grid: MadeGrid, findings: DescentFindings = madeFindings(grid)) {
  const shown = descentShown({ saved: madeSaved(grid), findings });
  const figures = new Map(shown.figures.map(figure => [figure.name, figure]));
  const text = shown
    .sections(figures)
    .map(({ id, title, body }) => `<section id="${id}"><h2>${title}</h2>${body.text}</section>`)
    .join('');
  const { document } = parseHTML(`<!doctype html><html><body>${text}</body></html>`);
  const ids = Array.from(document.querySelectorAll('section'), section => section.id);
  const words = (id: string) => document.getElementById(id)?.textContent ?? '';
  const rows = (id: string) =>
    Array.from(document.querySelectorAll(`#table-${id} tbody tr`), row =>
      Array.from(row.children, cell => cell.textContent!.trim()),
    );
  return { figures, count: shown.figures.length, text, ids, words, rows };
}

const cases: Readonly<Record<string, MadeGrid>> = {
  'one setting, one seed': { widths: FEW, seeds: 1, epochs: 40 },
  'two noise levels': { widths: FEW, noises: [0, 0.2], epochs: 40 },
  'three regularizations, many widths': {
    widths: Array.from({ length: 45 }, (_, at) => at + 1),
    regularizations: ['none', 'batch', 'l2'],
    epochs: 8,
  },
  'several numbers of drawings': { widths: FEW, noises: [0.2], samples: [500, 1000, 2000], epochs: 20 },
  trees: { widths: FEW, leaves: [2, 4, 8, 16, 32, 64], epochs: 20 },
  'label sets': { widths: FEW, hasCause: true, epochs: 20 },
  'a single width': { widths: [4], epochs: 20 },
  'a single epoch': { widths: FEW, epochs: 1 },
  'missing sizes': { widths: FEW, missing: [4, 32], epochs: 20 },
};

describe.each(Object.entries(cases))('figures of %s', (_, grid) => {
  const { figures, count, text } = shownOf(grid);

  it('are whole, have names of their own and say what they show', () => {
    expect(figures.size).toBeGreaterThan(0);
    expect(figures.size).toBe(count);
    for (const { name, alt, svg } of figures.values()) {
      expect(name).toMatch(/^descent-[a-z0-9-]+$/);
      expect(alt.length).toBeGreaterThan(30);
      expect(`${alt} ${svg}`).not.toMatch(/NaN|Infinity|undefined/);
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" role="img" aria-label="[^"]/);
      expect(parseHTML(svg).document.querySelectorAll('path, image').length).toBeGreaterThan(0);
    }
  });

  it('are all in the page, once', () => {
    for (const { svg } of figures.values()) expect(text.split(svg)).toHaveLength(2);
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('the page of a double descent study', () => {
  it('has a verdict in words and numbers first', () => {
    const { ids, words, rows } = shownOf({ widths: FEW, noises: [0, 0.2], epochs: 40 });
    expect(ids).toEqual([
      'verdicts',
      'compared',
      'widths',
      'maps',
      'epochs',
      'complexity',
      'study',
      'numbers',
    ]);
    expect(words('verdicts')).toContain('Of 2 settings the test loss has a peak in 1');
    expect(words('verdicts')).toContain('over up to 3 seeds');
    expect(rows('verdicts')[2]).toEqual([
      'no regularization, 20% wrong labels',
      'loss',
      'peak',
      'k = 8',
      '0.410 ± 0.050',
      '0.520 ± 0.050',
      'k = 18',
      'k = 15',
    ]);
    // What only comes near to a peak stands in parentheses.
    expect(rows('verdicts')[0]!.slice(2, 4)).toEqual(['none', '(k = 8)']);
  });

  it('says that one seed tells nothing of chance, and draws no bands', () => {
    const { figures, words, rows } = shownOf({ widths: FEW, seeds: 1, epochs: 40 });
    expect(words('verdicts')).toContain('There is one seed');
    expect(rows('numbers-1')[0]!.join()).not.toContain('±');
    expect(rows('study')[0]![2]).toBe('cannot be told');
    expect(figures.get('descent-loss-none-natural')!.svg).not.toContain('fill-opacity="0.2"');
    expect(figures.get('descent-error-none-natural')!.svg).not.toContain('aria-label="area"');
  });

  it('rings a peak where the verdict is one, and nowhere else', () => {
    const { figures } = shownOf({ widths: FEW, noises: [0, 0.2], epochs: 40 });
    const peaked = figures.get('descent-loss-none-noise-20')!;
    const none = figures.get('descent-loss-none-natural')!;
    expect(peaked.alt).toContain('a peak at k = 8');
    expect(peaked.svg).toContain('>peak<');
    expect(none.alt).toContain('no peak');
    expect(none.svg).not.toContain('>peak<');
    for (const name of ['threshold', 'predicted peak', 'P = n', 'P = n·classes'])
      expect(peaked.svg).toContain(`>${name}<`);
  });

  it('leaves out landmarks that are beyond what was measured, and tells their places', () => {
    const { figures, words } = shownOf({ widths: [4, 8, 16, 32], noises: [0.2], epochs: 40 });
    expect(figures.get('descent-loss-none-noise-20')!.svg).not.toContain('>P = n<');
    expect(words('widths')).toContain('(P = n) at k = 1.5, drawings times classes at k = 4.8');
  });

  it('tells which labels a number is of', () => {
    const { figures, words, rows } = shownOf({ widths: FEW, noises: [0.2], epochs: 40 });
    expect(figures.get('descent-error-none-noise-20')!.svg).toContain('>noisy test<');
    expect(words('widths')).toContain('all other test numbers are on clean labels');
    expect(rows('numbers-1')).toHaveLength(FEW.length);
    expect(words('numbers')).toContain('Noisy test error (%)');
  });

  it('keeps leaves and rounds on axes of their own', () => {
    const { figures, words } = shownOf(cases.trees!);
    expect(figures.get('descent-loss-trees-natural')!.svg).toContain('>leaves (logarithmic)<');
    expect(figures.get('descent-rounds-loss-trees-natural')!.svg).toContain('>round (logarithmic)<');
    expect(words('trees')).toContain('Curth, Jeffares and van der Schaar 2023');
  });

  it('has no part for what was not measured', () => {
    const { ids, words } = shownOf({ widths: [4], epochs: 20 });
    for (const id of ['compared', 'samples', 'trees', 'cause', 'maps']) expect(ids).not.toContain(id);
    expect(words('verdicts')).toContain('The test loss has no peak');
    const nothing = madeFindings({ widths: [] });
    expect(shownOf({ widths: [] }, { ...nothing, modelWise: [], epochWise: [], complexity: [] }).ids).toEqual(
      [],
    );
  });

  it('shows the places of the peak beside those predicted', () => {
    const { rows } = shownOf({ widths: FEW, noises: [0.2], samples: [500, 1000], epochs: 20 });
    const [, drawings, predicted, observed] = rows('predicted')[1]!;
    expect([drawings, predicted, observed]).toEqual(['1,000', 'k = 15', 'k = 8']);
  });

  it('tells the cause in the words of the findings', () => {
    const grid = { widths: FEW, hasCause: true, epochs: 20 };
    const findings = madeFindings(grid);
    const causes = [{ ...findings.causes[0]!, words: 'It shrinks: -0.3 [-0.4, -0.2] nats.' }];
    expect(shownOf(grid, { ...findings, causes }).words('cause')).toContain(causes[0]!.words);
  });

  it('escapes words that are not its own', () => {
    const { text } = shownOf({ widths: FEW, hasCause: true, noises: [0.2], epochs: 20 });
    expect(text).not.toMatch(/<and>|<judged>/);
    expect(text).toContain('&lt;judged&gt;');
  });
});

describe('beside the study’s findings', () => {
  const grid: MadeGrid = { regularizations: ['none', 'batch', 'l2'], noises: [0, 0.2], epochs: 20 };
  const findings = madeFindings(grid);
  const toldOf = (rows: string[][], study: RegExp) => rows.filter(row => study.test(row[1]!));

  it('takes of each regularization the setting with the fewest wrong labels', () => {
    const { rows, words } = shownOf(grid);
    expect(words('study')).toContain(
      'no regularization, labels as they are; batch norm, labels as they are; L2, labels as they are',
    );
    expect(toldOf(rows('study'), /rises, falls again/).map(row => [row[0], row[2]])).toEqual([
      ['no regularization', 'no'],
      ['batch norm', 'partly'],
      ['L2', 'no'],
    ]);
    expect(toldOf(rows('study'), /best accuracy/)[0]![2]).toMatch(/yes|partly/);
    expect(toldOf(rows('study'), /many epochs/)[0]!.slice(2)[0]).toBe('yes');
  });

  it('follows the numbers of the penalty and of the train loss', () => {
    const { rows } = shownOf(grid);
    expect(toldOf(rows('study'), /with the penalty/)[0]).toEqual([
      'L2',
      expect.any(String),
      'yes',
      expect.stringMatching(/^with penalty lowest at k = \d+, .* then .* at k = 64; cross entropy alone/),
    ]);
    expect(toldOf(rows('study'), /keeps falling/)[0]![3]).toMatch(/lower in \d+ of 13 steps/);
  });

  it('turns with the verdict', () => {
    const peaked = findings.modelWise.map(curve => ({
      ...curve,
      verdicts: { ...curve.verdicts, testLoss: verdictAt('peak', 8) },
    }));
    const { rows } = shownOf(grid, { ...findings, modelWise: peaked });
    expect(toldOf(rows('study'), /rises, falls again/).map(row => row[2])).toEqual(['yes', 'yes', 'yes']);
  });
});

describe('the files of a double descent study', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'qdl-descent-report-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are a page that needs no other, figures, and what is missing', async () => {
    const grid: MadeGrid = { widths: FEW, noises: [0.2], missing: [4], epochs: 20 };
    mkdirSync(folder, { recursive: true });
    const shown = descentShown({ saved: madeSaved(grid), findings: madeFindings(grid) });
    const report = await writeStudyPage(folder, shown);
    const page = readFileSync(report.page, 'utf8');
    expect(report.figures).toContain(join(folder, 'figures', 'descent-map-loss-none-noise-20.png'));
    expect(report.notes).toEqual(['1 run of the study has no result: the page says which.']);
    expect(page).toContain('cnn k=4 &lt;seed 1&gt;');
    expect(page).toContain('A note &lt;of&gt; the plan.');
    expect(page).not.toContain('<b>dog');
    expect(/(src|href)="(?!data:|#)/.exec(page)?.[0]).toBeUndefined();
    expect(readFileSync(join(folder, 'figures', 'descent-loss-none-noise-20.svg'), 'utf8')).not.toContain(
      'var(--',
    );
  });
});
