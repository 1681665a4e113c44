// Builds everything: AssemblyScript kernels to one .wasm and the page of reports to one script (each
// embedded in a TypeScript file), the fingerprint of the code that results depend on, then src/ to dist/.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildCodeFingerprint } from './build-code-fingerprint.mjs';
import { buildKernels } from './build-kernels.mjs';
import { buildPage } from './build-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

await buildKernels();
await buildPage();
await buildCodeFingerprint();
const { status } = spawnSync(
  process.execPath,
  ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
process.exitCode = status ?? 1;
