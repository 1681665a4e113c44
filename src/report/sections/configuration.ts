import type { Findings } from '../findings.ts';
import { html } from '../html.ts';
import { flatConfig, runCommand } from '../run-command.ts';
import { countText } from '../words.ts';
import { listOf, type Section } from './parts.ts';

export function configuration({ record }: Findings): Section {
  const { code, config, dataFingerprint, drawings, host } = record;
  const { categories: _, ...others } = flatConfig(config);
  const values = Object.entries(others).map(
    ([key, value]) => [key, value === null ? '–' : String(value)] as const,
  );
  return {
    id: 'configuration',
    short: 'Configuration',
    title: 'How it was made',
    body: html`<p>A run with this command comes out the same, to the bit, on the same drawings.</p>
<pre tabindex="0" aria-label="Command"><code>${runCommand(record)}</code></pre>
${listOf([
  [
    'Drawings',
    `${countText(drawings.train)} to train, ${countText(drawings.validation)} to validate, ${countText(drawings.test)} to test`,
  ],
  ['Data', config.data ?? 'the starter pack'],
  ['Data fingerprint', dataFingerprint],
  ['Code', `quickdraw-lab ${code.version}`],
  [
    'Machine',
    `${host.cpu}, ${host.cores} cores, ${host.threads} threads, ${host.platform}, Node ${host.node}`,
  ],
  ['Began', record.startedAt],
  ['Ended', record.endedAt ?? '–'],
])}
<details><summary>All options</summary>${listOf(values)}</details>`,
  };
}
