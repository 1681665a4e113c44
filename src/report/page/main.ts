// The script of a report's page: sorting and searching its tables, walking through the matrix, looking at drawings.

import { classScores, confusedPairs, mutualConfusions } from '../../analysis/index.ts';
import type { PageArrays, PageData } from '../page-data.ts';
import { bestFirst, type Columns, categoryColumns, mutualColumns, pairColumns } from '../table-rows.ts';
import { startBandChoice } from './band-choice.ts';
import { CellPanel } from './cell-panel.ts';
import { DataTable } from './data-table.ts';
import { Drawings } from './drawings.ts';
import { byId } from './elements.ts';
import { readPageArrays, readPageData } from './embedded-data.ts';
import { MatrixView } from './matrix-view.ts';
import { startThemeSwitch } from './theme-switch.ts';

const FIRST_PAIRS = 25;

function startMatrix(data: PageData, arrays: PageArrays, drawings: Drawings) {
  const confusion = { classes: data.categories.length, counts: arrays.counts };
  const panel = byId('cell-panel')!;
  const cell = new CellPanel(panel, drawings, confusion, data.categories);
  const parts = {
    canvas: byId('matrix') as HTMLCanvasElement,
    readout: byId('matrix-readout')!,
    spoken: byId('matrix-spoken')!,
  };
  const view = new MatrixView(parts, {
    confusion,
    names: data.categories,
    order: data.order,
    onChoose: (truth, prediction) => cell.show(truth, prediction),
  });
  byId('zoom-in')!.addEventListener('click', () => view.zoom(1.6));
  byId('zoom-out')!.addEventListener('click', () => view.zoom(1 / 1.6));
  byId('zoom-all')!.addEventListener('click', () => view.showAll());
  startCellForm(byId('cell-form') as HTMLFormElement, data.categories, view);
  return view;
}

/** Lets a cell be chosen by the names of its categories. */
function startCellForm(form: HTMLFormElement, names: readonly string[], view: MatrixView): void {
  form.addEventListener('submit', event => {
    event.preventDefault();
    const [truth, prediction] = ['truth', 'prediction'].map(field => {
      const input = form.elements.namedItem(field) as HTMLInputElement;
      const index = names.indexOf(input.value.trim());
      input.setCustomValidity(index === -1 ? 'No category of this run has this name.' : '');
      input.oninput = () => input.setCustomValidity('');
      return index;
    });
    if (form.reportValidity()) view.show(truth!, prediction!);
  });
}

function startTables(data: PageData, arrays: PageArrays, view: MatrixView): void {
  const { categories } = data;
  const confusion = { classes: categories.length, counts: arrays.counts };
  const all = Number.POSITIVE_INFINITY;
  const look = (truth: number, prediction: number) => {
    view.show(truth, prediction);
    byId('matrix-section')!.scrollIntoView({ block: 'start' });
    byId('cell-panel')!.querySelector('h3')?.focus();
  };
  startTable('pairs', pairColumns(categories), confusedPairs(confusion, all), FIRST_PAIRS, pair =>
    look(pair.truth, pair.prediction),
  );
  startTable('mutual', mutualColumns(categories), mutualConfusions(confusion, all), FIRST_PAIRS, pair =>
    look(pair.first, pair.second),
  );
  startTable('categories', categoryColumns(categories), bestFirst(classScores(confusion)), all, ({ index }) =>
    look(index, index),
  );
}

function startTable<Row>(
  id: string,
  columns: Columns<Row>,
  rows: readonly Row[],
  limit: number,
  onChoose: (row: Row) => void,
): void {
  const table = byId(`table-${id}`) as HTMLTableElement | undefined;
  if (table) new DataTable(table, { columns, rows, limit, onChoose });
}

async function start(): Promise<void> {
  startThemeSwitch(byId('theme-switch')!);
  const data = readPageData();
  const arrays = await readPageArrays();
  const drawings = new Drawings(arrays, data.categories);
  const view = startMatrix(data, arrays, drawings);
  startTables(data, arrays, view);
  const choice = byId('band-choice');
  if (choice) startBandChoice(choice, byId('band-wall')!, drawings, data.sets);
  document.documentElement.dataset.ready = 'true';
}

void start();
