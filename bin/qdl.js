#!/usr/bin/env node
// Old versions of Node cannot load what follows, so this is told before it is loaded.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 20 || (major === 20 && minor >= 19)) {
  import('../dist/cli/process.js').then(cli => cli.runProcess());
} else {
  process.stderr.write(
    `error: qdl needs Node 20.19 or newer; this is Node ${process.versions.node}.\n` +
      '       Install a current one from https://nodejs.org.\n',
  );
  process.exitCode = 1;
}
