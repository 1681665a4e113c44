import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Command, defineCommand } from '../../src/cli/command.ts';
import { BrokenPipe, Interrupted } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { choice, flag, integer, list, number, text } from '../../src/cli/parameter.ts';
import { DataError } from '../../src/errors.ts';
import { captureIo } from './captured-io.ts';

const paint = defineCommand({
  name: 'paint',
  summary: 'paint a picture',
  description: 'Paints a picture of what is asked for.',
  arguments: {
    model: choice(['cat', 'dog'], { placeholder: 'MODEL', description: 'what to paint' }),
    files: list({ placeholder: 'FILE', description: 'where to' }),
  },
  options: {
    width: integer({ description: 'columns of the picture', min: 1, max: 64, default: 12 }),
    rate: number({ description: 'speed of the brush', min: 0 }),
    perCategory: integer({ description: 'how many', min: 1 }),
    categories: list({ placeholder: 'a,b,…', description: 'which' }),
    norm: choice(['none', 'batch'], { description: 'kind of frame', default: 'none' }),
    out: text({ placeholder: 'DIR', description: 'folder' }),
    hurry: flag('do not wait'),
  },
  examples: [{ command: 'qdl paint cat', does: 'paint a cat' }],
  async run({ arguments: words, options, output }) {
    output.print('painted');
    output.record({ type: 'stroke', at: 1 });
    output.message('drying');
    // The types say what can be missing.
    const width: number = options.width;
    const rate: number | undefined = options.rate;
    const norm: 'none' | 'batch' = options.norm;
    output.record({ type: 'summary', ...words, ...options, width, rate, norm });
  },
});

const need = defineCommand({
  name: 'need',
  summary: 'need things',
  description: 'Needs things.',
  arguments: { run: text({ placeholder: 'RUN', description: 'a run', required: true }) },
  options: { key: text({ description: 'a key', required: true }) },
  examples: [],
  async run() {},
});

const failing = (name: string, error: () => unknown): Command =>
  defineCommand({
    name,
    summary: 'fail',
    description: 'Fails.',
    arguments: {},
    options: {},
    examples: [],
    async run({ output }) {
      output.progress.show(() => 'failing');
      throw error();
    },
  });

const known = [
  paint,
  need,
  failing(
    'data break',
    () => new DataError('The file x is cut.', { hint: 'Fetch it again.', cause: new Error('deep') }),
  ),
  failing('bug', () => new TypeError('x is not a function')),
  failing('enoent', () =>
    Object.assign(new Error("EIO: i/o error, read 'x'"), { code: 'EIO', syscall: 'read' }),
  ),
];

async function qdl(line: string, options: Parameters<typeof captureIo>[0] = {}) {
  const io = captureIo(options);
  const code = await main(line.split(' ').filter(Boolean), io, known);
  return { code, out: io.out(), err: io.err() };
}

const summaryOf = (out: string) => JSON.parse(out.trimEnd().split('\n').at(-1)!);

describe('options and arguments', () => {
  it('are read, checked, and have their defaults', async () => {
    const { code, out } = await qdl('paint cat a.png b.png --rate 1e-3 --categories cat,dog --hurry --json');
    expect(code).toBe(0);
    expect(summaryOf(out)).toEqual({
      type: 'summary',
      model: 'cat',
      files: ['a.png', 'b.png'],
      width: 12,
      rate: 0.001,
      categories: ['cat', 'dog'],
      norm: 'none',
      hurry: true,
    });
  });

  it.each([
    ['--width 0', "--width is '0'; it must be a whole number from 1 to 64."],
    ['--width abc', "--width is 'abc'; it must be a whole number from 1 to 64."],
    ['--width 12abc', "--width is '12abc'; it must be"],
    ['--width 1.5', "--width is '1.5'; it must be"],
    ['--width=', "--width is ''; it must be"],
    ['--width 0x10', "--width is '0x10'; it must be"],
    ['--width Infinity', "--width is 'Infinity'; it must be"],
    ['--width 9007199254740993', "--width is '9007199254740993'; it must be"],
    ['--per-category -1', "--per-category is '-1'; it must be a whole number, at least 1."],
    ['--rate -0.1', "--rate is '-0.1'; it must be a number, at least 0."],
    ['--rate 1e999', "--rate is '1e999'; it must be a number, at least 0."],
    ['--norm layer', "--norm is 'layer'; it must be one of none, batch."],
    ['--categories a,,b', "--categories is 'a,,b'; it must be names separated by commas."],
    ['--out --hurry', '--out needs a value, but --hurry follows.'],
    ['--out', "Option '--out DIR' argument missing."],
    ['cow', "MODEL is 'cow'; it must be one of cat, dog."],
  ])('paint %s is wrong use', async (line, message) => {
    const { code, out, err } = await qdl(`paint ${line}`);
    expect(err).toContain(`error: ${message}`);
    expect(code).toBe(2);
    expect(out).toBe('');
  });

  it('that are missing are named', async () => {
    expect((await qdl('need --key k')).err).toContain('error: RUN is missing: a run.');
    expect(await qdl('need latest')).toMatchObject({ code: 2, err: 'error: --key is missing: a key.\n' });
  });
});

describe('wrong names', () => {
  it.each([
    ['pain', "Unknown command 'pain'.", 'Did you mean paint?'],
    ['paint --widht 3', "Unknown option '--widht'.", 'Did you mean --width?'],
    ['data brake', "Unknown command 'brake'.", 'Did you mean break?'],
    ['paint --jsn', "Unknown option '--jsn'.", 'Did you mean --json?'],
    ['zzzzzzzz', "Unknown command 'zzzzzzzz'.", 'See `qdl --help`.'],
    ['paint --zzzzzzzz', "Unknown option '--zzzzzzzz'.", 'See `qdl paint --help`.'],
    ['need a b c', 'Too many arguments', 'See `qdl need --help`.'],
    ['', 'A command is missing.', ''],
    ['data', 'A command is missing.', ''],
  ])('%s', async (line, message, hint) => {
    const { code, out, err } = await qdl(line);
    expect(err).toContain(`error: ${message}`);
    expect(err).toContain(hint);
    expect(code).toBe(2);
    expect(out).toBe('');
  });
});

describe('--config', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'qdl-config-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function withConfig(content: string, flags = '') {
    const path = join(folder, 'c.json');
    writeFileSync(path, content);
    return qdl(`paint --json --config ${path} ${flags}`);
  }

  it('gives options, which flags overrule', async () => {
    const config = '{"width": 20, "per-category": 7, "rate": 2, "categories": ["cat"], "hurry": true}';
    const { out } = await withConfig(config, '--rate 3');
    expect(summaryOf(out)).toMatchObject({
      width: 20,
      perCategory: 7,
      rate: 3,
      categories: ['cat'],
      hurry: true,
    });
  });

  it.each([
    ['{"width": 0}', /error: 'width' in .*c\.json is 0; it must be a whole number from 1 to 64/],
    ['{"width": "12"}', /'width' in .* is "12"; it must be/],
    ['{"hurry": "yes"}', /'hurry' in .* is "yes"; it must be true or false/],
    ['{"widht": 3}', /sets 'widht', which this command does not know\.\n {7}Did you mean 'width'\?/],
    ['{"zzzzzz": 3}', /sets 'zzzzzz', which this command does not know\.\n {7}It knows width, /],
    ['[1]', /c\.json is not a JSON object/],
    ['{"width": 3,}', /c\.json is not JSON: /],
  ])('%s is wrong use', async (content, message) => {
    const { code, err } = await withConfig(content);
    expect(err).toMatch(message);
    expect(code).toBe(2);
  });

  it('tells a file that is not there, or is a folder', async () => {
    expect((await qdl('paint --config nowhere.json')).err).toMatch(
      /^error: Cannot read the configuration nowhere\.json: there is no such file\.\n/,
    );
    expect(await qdl(`paint --config ${folder}`)).toMatchObject({ code: 2 });
  });
});

describe('output', () => {
  it('is text on stdout, messages on stderr', async () => {
    expect(await qdl('paint')).toEqual({ code: 0, out: 'painted\n', err: 'drying\n' });
  });

  it('with --json is one object a line and nothing else', async () => {
    for (const line of ['paint --json', '--json paint']) {
      const { out, err } = await qdl(line);
      const types = out
        .trimEnd()
        .split('\n')
        .map(text => JSON.parse(text).type);
      expect(types).toEqual(['stroke', 'summary']);
      expect(err).toBe('drying\n');
    }
  });

  it('has colors on a terminal, and none with NO_COLOR or TERM=dumb', async () => {
    const isColored = async (env: Record<string, string>) => {
      const { out, err } = await qdl('paint --help', { terminal: 80, env });
      const failed = await qdl('data break', { terminal: 80, env });
      expect(out.includes('\x1b[1m') || err.includes('\x1b[1m')).toBe(failed.err.includes('\x1b[31m'));
      return failed.err.includes('\x1b[31m');
    };
    expect(await isColored({})).toBe(true);
    expect(await isColored({ NO_COLOR: '1' })).toBe(false);
    expect(await isColored({ TERM: 'dumb' })).toBe(false);
    expect((await qdl('paint --help')).out).not.toContain('\x1b');
  });
});

describe('--help', () => {
  it('lists the commands, and the groups of commands', async () => {
    const { code, out, err } = await qdl('--help');
    expect(code).toBe(0);
    expect(err).toBe('');
    expect(out).toMatch(/ {2}paint +paint a picture/);
    expect(out).toMatch(/ {2}data +drawings: /);
    expect((await qdl('data --help')).out).toMatch(/ {2}break +fail/);
  });

  it('describes a command: usage, options with defaults, examples', async () => {
    const { code, out } = await qdl('paint --help');
    expect(code).toBe(0);
    expect(out).toContain('Usage: qdl paint [options] [MODEL] [FILE…]');
    expect(out).toMatch(/--width N +columns of the picture \(default: 12\)/);
    expect(out).toMatch(/--norm none\|batch +kind of frame \(default: none\)/);
    expect(out).toContain('# paint a cat\n  qdl paint cat\n');
    expect(out).toMatch(/Global Options:\n(.*\n)*? {2}--json/);
  });

  it.each([80, 60, 40])('fits %i columns', async columns => {
    for (const line of ['--help', 'data --help', 'paint --help', 'need --help']) {
      const { out } = await qdl(line, { terminal: columns, env: { NO_COLOR: '1' } });
      for (const text of out.split('\n').filter(text => !text.startsWith('Usage:')))
        expect(text.length).toBeLessThanOrEqual(columns);
    }
  });

  it('tells the version', async () => {
    expect(await qdl('--version')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+/),
      err: '',
    });
    expect(await qdl('-v')).toEqual(await qdl('--version'));
  });

  it('is shown by `help`, too', async () => {
    expect(await qdl('help')).toEqual(await qdl('--help'));
    expect(await qdl('help data break')).toEqual(await qdl('data break --help'));
  });
});

describe('errors', () => {
  it('are one message: what, where, what to do', async () => {
    expect(await qdl('data break')).toEqual({
      code: 1,
      out: '',
      err: 'error: The file x is cut.\n       Fetch it again.\n',
    });
  });

  it('show the stack and its causes with --debug only', async () => {
    const { err } = await qdl('data break --debug');
    expect(err).toMatch(/DataError: The file x is cut\.\n +at /);
    expect(err).toMatch(/caused by: Error: deep\n +at /);
  });

  it('that nobody foresaw ask for a report', async () => {
    const { code, err } = await qdl('bug');
    expect(code).toBe(1);
    expect(err).toMatch(/^error: x is not a function\n +That was not foreseen\..*--debug/);
    expect((await qdl('enoent')).err).toBe("error: EIO: i/o error, read 'x'\n");
  });

  it('wrap in a narrow terminal, below a progress line that is taken away', async () => {
    const { err } = await qdl('data break', { terminal: 24, env: { NO_COLOR: '1' } });
    expect(err).toBe('\rfailing\x1b[K\r\x1b[Kerror: The file x is\n       cut.\n       Fetch it again.\n');
  });
});

describe('stopping', () => {
  const waiting = defineCommand({
    name: 'wait',
    summary: 'wait',
    description: 'Waits.',
    arguments: {},
    options: { calm: flag('return normally') },
    examples: [],
    async run({ options, signal }) {
      await new Promise(resolve => signal.addEventListener('abort', resolve));
      if (!options.calm) throw signal.reason;
    },
  });

  async function stopped(line: string, reason: Error) {
    const io = captureIo();
    const running = main(line.split(' '), io, [waiting]);
    setTimeout(() => io.abort.abort(reason), 5);
    return { code: await running, out: io.out(), err: io.err() };
  }

  it.each(['wait', 'wait --calm'])('%s by Ctrl-C is 130', async line => {
    expect(await stopped(line, new Interrupted())).toEqual({
      code: 130,
      out: '',
      err: 'Stopping. Press Ctrl-C again to stop at once.\n',
    });
  });

  it.each(['wait', 'wait --calm'])('%s by a reader who has enough is quiet', async line => {
    expect(await stopped(line, new BrokenPipe())).toEqual({ code: 0, out: '', err: '' });
  });
});
