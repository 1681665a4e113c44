import { RunError } from '../errors.ts';
import type { Finding } from './examine-host.ts';
import { formatPlural } from './format.ts';
import type { Output } from './output.ts';
import { wrapText } from './text-width.ts';

/**
 * Tells what was found on this machine.
 * @throws RunError if something is missing.
 */
export function tellExamination(findings: readonly Finding[], output: Output): void {
  const { colors } = output;
  const indent = Math.max(...findings.map(({ name }) => name.length)) + 4;
  for (const { name, found, problem } of findings) {
    const mark = problem === undefined ? colors.green('✓') : colors.red('✗');
    const [first, ...more] = [found, ...(problem === undefined ? [] : [problem])].flatMap(text =>
      wrapText(text, output.width - indent),
    );
    const lines = [
      `${mark} ${name.padEnd(indent - 2)}${first}`,
      ...more.map(line => ' '.repeat(indent) + line),
    ];
    output.print(lines.join('\n'));
    output.record({ type: 'finding', name, found, problem: problem ?? null });
  }
  const missing = findings.filter(({ problem }) => problem !== undefined);
  output.record({ type: 'summary', missing: missing.length });
  if (missing.length === 0) {
    output.print('\nEverything is here.');
    return;
  }
  const names = missing.map(({ name }) => name).join(', ');
  throw new RunError(`${formatPlural(missing.length, 'thing is', 'things are')} not in order: ${names}.`);
}
