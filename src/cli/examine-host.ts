import { access, constants, statfs } from 'node:fs/promises';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { formatBytes, formatPlural } from './format.ts';
import { currentHost } from './requirements.ts';

/** One thing that was looked at. */
export interface Finding {
  readonly name: string;
  /** What was found. */
  readonly found: string;
  /** What to do about it; undefined if it is in order. */
  readonly problem?: string;
}

/** Looks at all that is needed, and tries the engine. */
export async function examineHost(): Promise<Finding[]> {
  const { hasSharedMemory, hasSimd } = currentHost();
  return [
    // An older one is refused before this is loaded.
    { name: 'Node', found: `${process.versions.node}, ${process.platform} ${process.arch}` },
    {
      name: 'Processor',
      found: `${cpus()[0]?.model ?? 'unknown'}, ${formatPlural(availableParallelism(), 'core')}`,
    },
    { name: 'Memory', found: `${formatBytes(totalmem())}, ${formatBytes(freemem())} of it free` },
    switched('SharedArrayBuffer', hasSharedMemory),
    switched('WebAssembly SIMD', hasSimd),
    await examineEngine(),
    await examineDrawings(),
    await examineRuns(),
  ];
}

function switched(name: string, isThere: boolean): Finding {
  if (isThere) return { name, found: 'there' };
  return {
    name,
    found: 'missing',
    problem: 'Run Node without the flags that switch it off (see NODE_OPTIONS).',
  };
}

async function examineEngine(): Promise<Finding> {
  const name = 'Engine';
  const { testEngine } = await import('../train/index.ts');
  try {
    const { threads, difference, passed } = await testEngine();
    const found = `one step on ${formatPlural(threads, 'thread')}, ${difference.toExponential(1)} from the reference`;
    if (passed) return { name, found };
    return { name, found, problem: 'It computes wrongly on this machine. Report it, with this output.' };
  } catch (error) {
    return { name, found: (error as Error).message, problem: 'Build it again: npm run build.' };
  }
}

async function examineDrawings(): Promise<Finding> {
  const name = 'Starter pack';
  const { listFolder, starterFolder } = await import('../data/node/index.ts');
  try {
    const { path, categories } = await listFolder(starterFolder, {});
    const drawings = categories.reduce((sum, { count }) => sum + count, 0);
    const counts = [
      formatPlural(categories.length, 'category', 'categories'),
      formatPlural(drawings, 'drawing'),
    ];
    return { name, found: `${counts.join(', ')} in ${path}` };
  } catch (error) {
    return { name, found: (error as Error).message, problem: 'Install quickdraw-lab again.' };
  }
}

async function examineRuns(): Promise<Finding> {
  const name = 'Runs';
  const { listRuns } = await import('../train/index.ts');
  const here = process.cwd();
  const { bavail, bsize } = await statfs(here);
  const runs = await listRuns();
  const damaged = runs.filter(run => 'problem' in run).length;
  const counts = [formatPlural(runs.length, 'run'), ...(damaged > 0 ? [`${damaged} damaged`] : [])];
  const found = `${counts.join(', ')} in ${resolve('runs')}, ${formatBytes(bavail * bsize)} free`;
  const isWritable = await access(here, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (isWritable) return { name, found };
  return { name, found, problem: 'This folder cannot be written to: work in another, or train with --out.' };
}
