// `npm start` and `npm test` on a fresh clone: install what is missing, build what is out of date, then do it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [task, ...rest] = process.argv.slice(2);

function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    if (entry.name === 'generated') continue;
    const path = join(folder, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? newest(path) : statSync(join(root, path)).mtimeMs);
  }
  return latest;
}

// Ctrl-C goes to every process of the terminal: the one that works ends cleanly and says how, this one only waits for it.
let child;
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child?.kill('SIGTERM'));

/** Runs a program to its end; where it fails, this ends with its exit code. */
async function run(command, args, env = {}) {
  child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  const [code, signal] = await once(child, 'exit');
  if (code !== 0) process.exit(code ?? (signal === 'SIGINT' ? 130 : 1));
}

async function install() {
  if (existsSync(join(root, 'node_modules/.package-lock.json'))) return;
  console.error('Installing dependencies (once) …');
  // npm sets npm_execpath when it runs a script; on Windows `npm` itself is a .cmd that spawn cannot start.
  const npm = process.env.npm_execpath;
  if (npm?.endsWith('.js')) await run(process.execPath, [npm, 'ci', '--ignore-scripts']);
  else await run('npm', ['ci', '--ignore-scripts']);
}

async function build() {
  const built = join(root, 'dist/.tsbuildinfo');
  const sources = Math.max(newest('src'), newest('kernels'), newest('scripts'));
  if (existsSync(built) && statSync(built).mtimeMs > sources) return;
  console.error('Building …');
  await run(process.execPath, ['scripts/build.mjs']);
  // The compiler leaves the file alone where nothing has changed for it.
  utimesSync(built, new Date(), new Date());
}

const tasks = {
  start: () => run(process.execPath, ['bin/qdl.js', 'train', ...rest]),
  test: () => run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...rest]),
  'test:all': () =>
    run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...rest], { QDL_TEST_ALL: '1' }),
};

if (!tasks[task]) {
  console.error(`run.mjs: unknown task '${task}'. Tasks: ${Object.keys(tasks).join(', ')}`);
  process.exit(2);
}
await install();
await build();
await tasks[task]();
