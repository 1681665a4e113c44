import type { ExportedRun } from '../train/index.ts';
import { formatBytes, formatPlural } from './format.ts';
import type { Output } from './output.ts';
import { shownPath } from './shown-path.ts';

/** Tells what was exported. */
export function tellExport(exported: ExportedRun, output: Output): void {
  const { record, format, file, bytes, sha256, notes } = exported;
  for (const note of notes) output.warn(note);
  output.print(`${output.colors.bold(shownPath(file))} (${formatBytes(bytes)}): ${contentText(exported)}`);
  const { name, categories } = record;
  output.record({ type: 'summary', run: name, format, file, bytes, sha256, categories, notes });
}

function contentText({ format, record: { categories } }: ExportedRun): string {
  const count = categories.length;
  if (format === 'onnx') return `bitmap [N, 1, 28, 28] of 0 to 1 → logits [N, ${count}]`;
  if (format === 'safetensors')
    return `a state dictionary for PyTorch, ${formatPlural(count, 'category', 'categories')}`;
  return `trees for LightGBM, ${formatPlural(count, 'category', 'categories')}`;
}
