// Numbers as people read them. Machines get the numbers themselves (--json).

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
const THIN = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `228902` → `228,902`. */
export function formatCount(count: number): string {
  return THIN.format(count);
}

/** `formatPlural(1, 'file')` → `1 file`; `formatPlural(1200, 'category', 'categories')` → `1,200 categories`. */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Decimal units, three digits: `999` → `999 B`, `1_536` → `1.54 kB`, `39_100_000_000` → `39.1 GB`. */
export function formatBytes(bytes: number): string {
  let unit = 0;
  let amount = bytes;
  // 999.5 would be shown as 1000: the next unit reads better.
  while (amount >= 999.5 && unit < BYTE_UNITS.length - 1) {
    amount /= 1000;
    unit++;
  }
  return `${unit === 0 ? amount.toFixed(0) : threeDigits(amount)} ${BYTE_UNITS[unit]}`;
}

/** `1_400_000` bytes a second → `1.40 MB/s`. */
export function formatByteRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** A share of 1: `0.8683` → `86.8%`. */
export function formatPercent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)}%`;
}

/** `850` → `850 ms`, `12_340` → `12.3 s`, `125_000` → `2 min 5 s`, `3_780_000` → `1 h 3 min`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${milliseconds.toFixed(0)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return twoUnits(Math.floor(whole / 60), 'min', whole % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return twoUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(seconds / 3600);
  return twoUnits(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** Floating point operations: `3.2e14` → `320 TFLOP`. */
export function formatFlops(flops: number): string {
  const units = ['FLOP', 'kFLOP', 'MFLOP', 'GFLOP', 'TFLOP', 'PFLOP', 'EFLOP'];
  const unit = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, flops)) / 3)));
  return `${threeDigits(flops / 1000 ** unit)} ${units[unit]}`;
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

function threeDigits(amount: number): string {
  if (amount >= 99.95) return amount.toFixed(0);
  return amount >= 9.995 ? amount.toFixed(1) : amount.toFixed(2);
}
