#!/usr/bin/env node
// Old versions of Node cannot load what follows, and a fresh clone does not have it: told before it is loaded.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = new URL('../dist/cli/process.js', import.meta.url);
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  fail(
    `qdl needs Node 20.19 or newer; this is Node ${process.versions.node}.`,
    'Install a current one from https://nodejs.org.',
  );
} else if (!existsSync(built)) {
  fail(
    `qdl is not built yet: there is no ${fileURLToPath(built)}.`,
    `In ${fileURLToPath(new URL('..', import.meta.url))} run \`npm install\` and \`npm run build\`, ` +
      'or `npm start`, which does both and trains a first network.',
  );
} else {
  import(built.href).then(cli => cli.runProcess());
}

function fail(message, hint) {
  process.stderr.write(`error: ${message}\n       ${hint}\n`);
  process.exitCode = 1;
}
