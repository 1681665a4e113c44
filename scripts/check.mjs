// `npm run check`: types, format and lint, floors, dead code. Runs all of them and fails if any failed.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const checks = [
  ['kernels', ['scripts/build-kernels.mjs']],
  ['page', ['scripts/build-page.mjs']],
  ['code fingerprint', ['scripts/build-code-fingerprint.mjs']],
  ['types', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']],
  ['format and lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '.']],
  ['floors', ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', 'src']],
  ['dead code', ['node_modules/knip/bin/knip.js']],
  ['links in docs', ['scripts/check-docs.mjs']],
];

const failed = [];
for (const [name, args] of checks) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  console.error(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) process.exitCode = 1;
