import type { Column, Columns } from '../table-rows.ts';
import { countText } from '../words.ts';
import { element } from './elements.ts';

interface TableOptions<Row> {
  readonly columns: Columns<Row>;
  readonly rows: readonly Row[];
  /** Rows shown at first; more on demand. */
  readonly limit: number;
  /** Makes each row one that can be chosen, by a button in its first cell. */
  readonly onChoose?: (row: Row) => void;
}

/**
 * Gives a table that stands in the page its order and its search: buttons in its heads, a field above it, all rows of the
 * data and not only those that were written into the page.
 */
export class DataTable<Row> {
  readonly #table: HTMLTableElement;
  readonly #options: TableOptions<Row>;
  readonly #body: HTMLTableSectionElement;
  readonly #more = element('button', { type: 'button', class: 'more' });
  readonly #found = element('span', { class: 'found', role: 'status' });
  #rows: readonly Row[];
  #sortedBy: number | undefined;
  #descending = true;
  #search = '';
  #limit: number;

  constructor(table: HTMLTableElement, options: TableOptions<Row>) {
    this.#table = table;
    this.#options = options;
    this.#rows = options.rows;
    this.#limit = options.limit;
    this.#body = table.tBodies[0]!;
    this.#addHeads();
    this.#addSearch();
    this.#more.addEventListener('click', () => {
      this.#limit += 4 * this.#options.limit;
      this.#render();
    });
    table.closest('.table-scroll')!.after(this.#more);
    this.#render();
  }

  #addHeads(): void {
    const heads = this.#table.tHead!.rows[0]!.cells;
    this.#options.columns.forEach((column, at) => {
      const head = heads[at]!;
      const button = element('button', { type: 'button' }, column.title);
      head.replaceChildren(button);
      button.addEventListener('click', () => this.#sortBy(at));
    });
  }

  #addSearch(): void {
    const label = this.#table.caption?.textContent?.split('.')[0] ?? '';
    const field = element('input', {
      type: 'search',
      placeholder: 'Search a category',
      'aria-label': `Search a category in: ${label}`,
    });
    field.addEventListener('input', () => {
      this.#search = field.value.trim().toLowerCase();
      this.#limit = this.#options.limit;
      this.#render();
    });
    this.#table.closest('.table-scroll')!.before(element('p', { class: 'search' }, field, this.#found));
  }

  #sortBy(at: number): void {
    const column = this.#options.columns[at]!;
    const isText = typeof this.#rows[0] !== 'undefined' && typeof column.value(this.#rows[0]!) === 'string';
    // Numbers begin with the largest, names with the first.
    this.#descending = this.#sortedBy === at ? !this.#descending : !isText;
    this.#sortedBy = at;
    const sign = this.#descending ? -1 : 1;
    this.#rows = [...this.#options.rows].sort((a, b) => sign * compare(column.value(a), column.value(b)));
    Array.from(this.#table.tHead!.rows[0]!.cells).forEach((head, index) => {
      if (index === at) head.setAttribute('aria-sort', this.#descending ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
    this.#render();
  }

  #render(): void {
    const { columns } = this.#options;
    const found = this.#search === '' ? this.#rows : this.#rows.filter(row => this.#matches(row));
    const shown = found.slice(0, this.#limit);
    this.#body.replaceChildren(
      ...shown.map(row =>
        element('tr', {}, ...columns.map((column, at) => this.#cell(column, row, at === 0))),
      ),
    );
    const left = found.length - shown.length;
    this.#more.hidden = left === 0;
    this.#more.textContent = `Show ${countText(Math.min(left, 4 * this.#options.limit))} more of ${countText(left)}`;
    this.#found.textContent = this.#search === '' ? '' : `${countText(found.length)} found`;
  }

  #matches(row: Row): boolean {
    return this.#options.columns.some(column => {
      const value = column.value(row);
      return typeof value === 'string' && value.toLowerCase().includes(this.#search);
    });
  }

  #cell(column: Column<Row>, row: Row, isFirst: boolean): HTMLElement {
    const text = column.text(row);
    const cell = column.isHeader ? element('th', { scope: 'row' }) : element('td');
    if (column.align) cell.className = 'number';
    const bar = column.bar?.(row);
    if (bar) cell.append(barOf(bar));
    const { onChoose } = this.#options;
    if (isFirst && onChoose) {
      const button = element(
        'button',
        { type: 'button', class: 'choose', title: 'Look at the drawings' },
        text,
      );
      button.addEventListener('click', () => onChoose(row));
      cell.append(button);
    } else cell.append(text);
    return cell;
  }
}

function barOf({ value, low, high }: { value: number; low: number; high: number }): HTMLElement {
  const bar = element('span', { class: 'bar', 'aria-hidden': 'true' });
  bar.style.setProperty('--value', String(Number.isNaN(value) ? 0 : value));
  bar.style.setProperty('--low', String(low));
  bar.style.setProperty('--high', String(high));
  return bar;
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b));
}
