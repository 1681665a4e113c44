import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { crc32c } from '../../src/data/node/crc32c.ts';
import {
  type DownloadEvent,
  type DownloadOptions,
  download,
  planDownload,
} from '../../src/data/node/download.ts';
import { fileUrl } from '../../src/data/node/download-source.ts';
import { parseGoogHash } from '../../src/data/node/file-checksum.ts';
import { takeLock } from '../../src/data/node/folder-lock.ts';
import { DEFAULT_NETWORK, parseRetryAfter, retryDelayMs } from '../../src/data/node/network.ts';
import { breakOff, etagOf, type FileServer, type Misbehavior, startFileServer } from './file-server.ts';

const CAT = '/full/numpy_bitmap/cat.npy';
const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * at + (at >> 8)) & 0xff));
const other = Buffer.from(bytes.map(byte => byte ^ 1));

let directory: string;
let server: FileServer | undefined;
let waits: number[];
let events: DownloadEvent[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'qdl-download-'));
  waits = [];
  events = [];
});

afterEach(async () => {
  await server?.close();
  server = undefined;
  rmSync(directory, { recursive: true, force: true });
});

function get(options: Partial<DownloadOptions> = {}) {
  return download({
    categories: ['cat'],
    format: 'bitmap',
    directory,
    baseUrl: server!.url,
    signal: new AbortController().signal,
    onEvent: event => events.push(event),
    ...options,
    network: {
      stallMs: 300,
      random: () => 1,
      sleep: async ms => {
        waits.push(ms);
      },
      ...options.network,
    },
  });
}

async function serveCat(misbehave: Misbehavior, headers: Record<string, string | undefined> = {}) {
  server = await startFileServer({ files: { [CAT]: bytes }, misbehave, headers });
}

const gets = () => server!.log.filter(line => line.startsWith('GET')).map(line => line.slice(4));
const reasons = () => events.flatMap(event => (event.type === 'retry' ? [event.reason] : []));
const hasCat = () => readFileSync(join(directory, 'cat.npy')).equals(bytes);
/** Acts when so many bytes have come: what a connection brought just before it broke may be lost with it. */
const whenKept = (size: number, act: () => void) => {
  const part = join(directory, 'cat.npy.part');
  const timer = setInterval(() => {
    if (!existsSync(part) || statSync(part).size < size) return;
    clearInterval(timer);
    act();
  }, 2);
};
const once: (act: Misbehavior) => Misbehavior = act => (request, response, n) =>
  n === 0 && act(request, response, n);
const always =
  (status: number, headers: Record<string, string> = {}): Misbehavior =>
  (_, response) => {
    response.writeHead(status, headers).end();
    return true;
  };

describe('download', () => {
  it('fetches files with blanks in their names and leaves nothing else behind', async () => {
    server = await startFileServer({ files: { [CAT]: bytes, '/full/numpy_bitmap/alarm clock.npy': other } });
    const files = await get({ categories: ['cat', 'alarm clock'] });
    expect(files.map(file => [file.category, file.state, file.bytes])).toEqual([
      ['cat', 'downloaded', bytes.length],
      ['alarm clock', 'downloaded', other.length],
    ]);
    expect(readdirSync(directory).sort()).toEqual(['alarm clock.npy', 'cat.npy']);
    expect(readFileSync(join(directory, 'alarm clock.npy')).equals(other)).toBe(true);
    expect(server.log).toContain('GET /full/numpy_bitmap/alarm%20clock.npy');
  });

  it('leaves alone what is there', async () => {
    await serveCat(() => false);
    await get();
    const [file] = await get();
    expect(file).toMatchObject({ state: 'present', bytes: bytes.length });
    expect(gets()).toHaveLength(1);
  });

  it('does not overwrite a file of another size', async () => {
    await serveCat(() => false);
    writeFileSync(join(directory, 'cat.npy'), 'mine');
    const [file] = await get();
    expect(file!.error!.message).toMatch(/cat\.npy is there with 4 bytes; the server's has 300000/);
    expect(readFileSync(join(directory, 'cat.npy'), 'utf8')).toBe('mine');
  });

  it('goes on after a connection that broke', async () => {
    await serveCat(once((_, response) => breakOff(response, bytes, 100_000)));
    await get();
    expect(gets()).toEqual([CAT, `${CAT} bytes=100000-`]);
    expect(hasCat()).toBe(true);
    expect(waits).toEqual([1000]);
  });

  it('never gives up while each attempt brings something', async () => {
    await serveCat((request, response, n) => {
      if (n >= 12) return false;
      const from = Number(/\d+/.exec(request.headers.range ?? '0')![0]);
      response.writeHead(from === 0 ? 200 : 206, {
        etag: etagOf(bytes),
        'content-length': bytes.length - from,
        'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
      });
      response.write(bytes.subarray(from, from + 1000));
      whenKept(from + 1000, () => response.destroy());
      return true;
    });
    await get({ network: { tries: 2 } });
    expect(hasCat()).toBe(true);
    expect(waits).toEqual(Array(12).fill(1000));
  });

  it('goes on where an earlier process stopped', async () => {
    await serveCat((_, response, n) => n < 1 && breakOff(response, bytes, 50_000));
    const [failed] = await get({ network: { tries: 1 } });
    expect(failed!.state).toBe('failed');
    expect(failed!.error!.hint).toMatch(/goes on where it stopped/);
    expect(readdirSync(directory).sort()).toEqual(['cat.npy.part', 'cat.npy.part.json']);
    await get();
    expect(gets()).toEqual([CAT, `${CAT} bytes=50000-`]);
    expect(hasCat()).toBe(true);
  });

  it('starts over when the server ignores ranges', async () => {
    await serveCat((_, response, n) => {
      if (n === 0) return breakOff(response, bytes, 100_000);
      response.writeHead(200, { etag: etagOf(bytes), 'content-length': bytes.length }).end(bytes);
      return true;
    });
    await get();
    expect(gets()[1]).toBe(`${CAT} bytes=100000-`);
    expect(hasCat()).toBe(true);
  });

  it('starts over when the file has changed between attempts', async () => {
    await serveCat(once((_, response) => breakOff(response, other, 100_000)));
    await get();
    expect(hasCat()).toBe(true);
  });

  it('starts over when a server answers with a part of another file', async () => {
    await serveCat((_, response, n) => {
      if (n === 0) return breakOff(response, other, 100_000);
      if (n > 1) return false;
      const range = `bytes 100000-${bytes.length - 1}/${bytes.length}`;
      response.writeHead(206, { etag: etagOf(bytes), 'content-range': range }).end(bytes.subarray(100_000));
      return true;
    });
    await get();
    expect(reasons()[1]).toMatch(/has changed; starting over/);
    expect(gets()).toEqual([CAT, `${CAT} bytes=100000-`, CAT]);
    expect(hasCat()).toBe(true);
  });

  it('starts over when the part is longer than the file (416)', async () => {
    await serveCat(() => false);
    const description = { url: server!.url + CAT, etag: etagOf(bytes) };
    writeFileSync(join(directory, 'cat.npy.part'), Buffer.concat([bytes, other]));
    writeFileSync(join(directory, 'cat.npy.part.json'), JSON.stringify(description));
    await get();
    expect(gets()).toEqual([`${CAT} bytes=600000-`, CAT]);
    expect(hasCat()).toBe(true);
  });

  it('starts over with a part whose description is missing or damaged', async () => {
    await serveCat(() => false);
    writeFileSync(join(directory, 'cat.npy.part'), 'old bytes');
    writeFileSync(join(directory, 'cat.npy.part.json'), '{"url": 7');
    await get();
    expect(gets()).toEqual([CAT]);
    expect(hasCat()).toBe(true);
  });

  it('breaks off and goes on when the server stalls, before or in the body', async () => {
    await serveCat((_, response, n) => {
      if (n === 0) return true;
      if (n > 1) return false;
      response.writeHead(200, { etag: etagOf(bytes), 'content-length': bytes.length });
      response.write(bytes.subarray(0, 100_000));
      return true;
    });
    await get({ network: { stallMs: 100 } });
    expect(reasons()).toEqual(Array(2).fill(expect.stringMatching(/sent nothing for 0\.1 s/)));
    expect(gets()).toEqual([CAT, CAT, `${CAT} bytes=100000-`]);
    expect(hasCat()).toBe(true);
  });

  it.each([500, 503, 429])('tries again after %i, waiting longer each time', async status => {
    await serveCat((request, response, n) => n < 3 && always(status)(request, response, n));
    await get();
    expect(waits).toEqual([1000, 2000, 4000]);
    expect(hasCat()).toBe(true);
  });

  it('waits as long as the server asks', async () => {
    await serveCat(once(always(503, { 'retry-after': '17' })));
    await get();
    expect(waits).toEqual([17_000]);
  });

  it('gives up on a server that stays broken, or asks to come back in hours', async () => {
    await serveCat(always(500));
    const [file] = await get({ network: { tries: 3 } });
    expect(file!.error!.message).toMatch(
      /^Gave up on http.*cat\.npy after 3 failures in a row: .* answers 500/,
    );
    expect(waits).toHaveLength(2);
    await server!.close();
    await serveCat(always(503, { 'retry-after': '7200' }));
    expect((await get())[0]!.error!.message).toMatch(/answers 503/);
    expect(waits).toHaveLength(2);
  });

  it.each([404, 403, 418])('does not insist after %i, and goes on with the other files', async status => {
    server = await startFileServer({
      files: { [CAT]: bytes, '/full/numpy_bitmap/dog.npy': bytes },
      misbehave: (request, response, n) =>
        request.url!.includes('dog') && always(status)(request, response, n),
    });
    const files = await get({ categories: ['dog', 'cat'] });
    expect(files.map(file => file.state)).toEqual(['failed', 'downloaded']);
    expect(files[0]!.error!.message).toContain(`${status}`);
    expect(waits).toEqual([]);
  });

  it('hears from HEAD what the server does not have', async () => {
    server = await startFileServer({ files: {} });
    const [file] = await get();
    expect(file!.error!.message).toMatch(/The server has no .*cat\.npy \(404\)/);
    expect(server.log).toEqual([`HEAD ${CAT}`]);
  });

  it('does without HEAD where the server does not know it', async () => {
    server = await startFileServer({ files: { [CAT]: bytes }, head: 405 });
    await get();
    expect(hasCat()).toBe(true);
  });

  it('starts over once when the bytes are wrong', async () => {
    await serveCat(
      once((_, response) => {
        const md5 = createHash('md5').update(bytes).digest('base64');
        response.writeHead(200, { 'content-length': other.length, 'x-goog-hash': `md5=${md5}` }).end(other);
        return true;
      }),
    );
    await get();
    expect(reasons()).toEqual([expect.stringMatching(/hash/)]);
    expect(hasCat()).toBe(true);
  });

  it('fails when the bytes are wrong twice, by MD5 or by CRC32C alone', async () => {
    for (const hash of ['md5=AAAAAAAAAAAAAAAAAAAAAA==', 'crc32c=AAAAAA==']) {
      await serveCat(() => false, { 'x-goog-hash': hash });
      const [file] = await get();
      expect(file!.error!.message).toMatch(/do not have the hash that the server told, twice/);
      expect(existsSync(join(directory, 'cat.npy'))).toBe(false);
      await server!.close();
    }
  });

  it('checks the CRC32C of a file without MD5', async () => {
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32BE(crc32c(bytes));
    await serveCat(() => false, { 'x-goog-hash': `crc32c=${checksum.toString('base64')}` });
    await get();
    expect(hasCat()).toBe(true);
  });

  it('takes a file whose size the server does not tell', async () => {
    await serveCat((_, response) => {
      response.writeHead(200).write(bytes.subarray(0, 1000));
      response.end(bytes.subarray(1000));
      return true;
    });
    await get();
    expect(hasCat()).toBe(true);
  });

  it('takes a file that the server keeps compressed, whose size and hash say nothing', async () => {
    await serveCat((_, response) => {
      const packed = gzipSync(bytes);
      const hash = `md5=${createHash('md5').update(packed).digest('base64')}`;
      const headers = { 'content-encoding': 'gzip', 'content-length': packed.length, 'x-goog-hash': hash };
      response.writeHead(200, headers).end(packed);
      return true;
    });
    await get();
    expect(hasCat()).toBe(true);
  });

  it('does not trust a weak ETag to go on', async () => {
    await serveCat((_, response, n) => {
      if (n > 0) return false;
      response.writeHead(200, { etag: `W/${etagOf(bytes)}`, 'content-length': bytes.length });
      response.write(bytes.subarray(0, 1000), () => setTimeout(() => response.destroy(), 5));
      return true;
    });
    await get();
    expect(gets()).toEqual([CAT, CAT]);
    expect(hasCat()).toBe(true);
  });

  it('takes an empty file', async () => {
    server = await startFileServer({ files: { [CAT]: Buffer.alloc(0) } });
    expect((await get())[0]).toMatchObject({ state: 'downloaded', bytes: 0 });
  });

  it('tells a server that is not there', async () => {
    server = await startFileServer({ files: {} });
    await server.close();
    const [file] = await get({ network: { tries: 2 } });
    expect(file!.error!.message).toMatch(/connection to 127\.0\.0\.1:\d+ failed \(ECONNREFUSED\)/);
    server = undefined;
  });

  it('keeps the parts when aborted, and gives the folder back', async () => {
    const abort = new AbortController();
    await serveCat((_, response) => {
      response.writeHead(200, { etag: etagOf(bytes), 'content-length': bytes.length });
      response.write(bytes.subarray(0, 100_000));
      return true;
    });
    const stop = (event: DownloadEvent) => event.type === 'bytes' && abort.abort(new Error('stop'));
    await expect(get({ signal: abort.signal, onEvent: stop, network: { stallMs: 9000 } })).rejects.toThrow(
      'stop',
    );
    expect(readdirSync(directory).sort()).toEqual(['cat.npy.part', 'cat.npy.part.json']);
  });

  it('can be aborted while it waits', async () => {
    const abort = new AbortController();
    await serveCat(always(500));
    const stop = (event: DownloadEvent) => event.type === 'retry' && abort.abort(new Error('stop'));
    const getting = get({ signal: abort.signal, onEvent: stop, network: { sleep: DEFAULT_NETWORK.sleep } });
    await expect(getting).rejects.toThrow('stop');
  });

  it('fetches several at a time, never more than asked for', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    let open = 0;
    let most = 0;
    server = await startFileServer({
      files: Object.fromEntries(names.map(name => [`/full/numpy_bitmap/${name}.npy`, bytes])),
      misbehave: (_, response) => {
        most = Math.max(most, ++open);
        response.on('close', () => open--);
        setTimeout(() => response.end(bytes), 30);
        return true;
      },
    });
    await get({ categories: names, concurrency: 3 });
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(3);
  });

  it('refuses a folder in which another download is at work, and takes over from a dead one', async () => {
    await serveCat(() => false);
    const lock = join(directory, '.qdl-download.lock');
    const unlock = await takeLock(lock, 'It');
    await expect(get()).rejects.toThrow(/is in use by process \d+ on .* since /);
    await unlock();
    const owner = { pid: 2 ** 22 + 1, host: hostname(), since: '' };
    writeFileSync(lock, JSON.stringify(owner));
    expect((await get())[0]!.state).toBe('downloaded');
    expect(existsSync(lock)).toBe(false);
    writeFileSync(lock, JSON.stringify({ ...owner, host: 'another-machine' }));
    await expect(get()).rejects.toThrow(/in use by process .* on another-machine/);
  });

  it('stops everything when the disk is full', async () => {
    if (!existsSync('/dev/full')) return;
    server = await startFileServer({ files: { [CAT]: bytes, '/full/numpy_bitmap/dog.npy': bytes } });
    symlinkSync('/dev/full', join(directory, 'cat.npy.part'));
    const getting = get({ categories: ['cat', 'dog'], concurrency: 1 });
    await expect(getting).rejects.toThrow(/Cannot write .*cat\.npy\.part: the disk is full/);
    expect(gets()).toHaveLength(1);
  });

  it('says before it starts that the disk is too small', async () => {
    await serveCat(() => false, { 'content-length': '900000000000000' });
    await expect(get()).rejects.toThrow(/files need 900,000,000 MB more, but the disk/);
  });

  it('tells a folder that cannot be made', async () => {
    await serveCat(() => false);
    writeFileSync(join(directory, 'file'), '');
    await expect(get({ directory: join(directory, 'file') })).rejects.toThrow(/there is a file of that name/);
    await expect(get({ directory: join(directory, 'file', 'x') })).rejects.toThrow(/is a file, not a folder/);
  });

  it('tells how far it is', async () => {
    await serveCat(() => false);
    await get();
    expect(events.map(event => event.type).filter((type, at, all) => type !== all[at - 1])).toEqual([
      'sized',
      'planned',
      'bytes',
      'file',
    ]);
    expect(events.filter(event => event.type === 'bytes').at(-1)).toMatchObject({
      bytes: bytes.length,
      size: bytes.length,
    });
  });
});

describe('planDownload', () => {
  it('says why a size is not known', async () => {
    server = await startFileServer({ files: {}, head: 503 });
    const [file] = await planDownload({
      categories: ['cat'],
      format: 'bitmap',
      directory,
      baseUrl: server.url,
      signal: new AbortController().signal,
    });
    expect(file).toMatchObject({ action: 'fetch', trouble: expect.stringMatching(/answers 503$/) });
    expect(file!.size).toBeUndefined();
  });

  it('says what would be fetched, and writes nothing', async () => {
    server = await startFileServer({ files: { [CAT]: bytes, '/full/numpy_bitmap/dog.npy': other } });
    writeFileSync(join(directory, 'dog.npy.part'), 'begun');
    const files = await planDownload({
      categories: ['cat', 'dog', 'cow'],
      format: 'bitmap',
      directory,
      baseUrl: `${server.url}/`,
      signal: new AbortController().signal,
    });
    expect(files.map(({ action, size, bytesHere }) => [action, size, bytesHere])).toEqual([
      ['fetch', bytes.length, 0],
      ['resume', other.length, 5],
      ['refused', undefined, 0],
    ]);
    expect(readdirSync(directory)).toEqual(['dog.npy.part']);
  });
});

describe('its parts', () => {
  it('knows where the published files are', () => {
    const bucket = 'https://storage.googleapis.com/quickdraw_dataset';
    expect(fileUrl(bucket, 'bitmap', 'The Eiffel Tower')).toBe(
      `${bucket}/full/numpy_bitmap/The%20Eiffel%20Tower.npy`,
    );
    expect(fileUrl(bucket, 'simplified', 'cat')).toBe(`${bucket}/full/simplified/cat.ndjson`);
    expect(fileUrl(bucket, 'raw', 'cat')).toBe(`${bucket}/full/raw/cat.ndjson`);
    expect(fileUrl(bucket, 'binary', 't-shirt')).toBe(`${bucket}/full/binary/t-shirt.bin`);
    expect(fileUrl(bucket, 'sketch-rnn', 'cat')).toBe(`${bucket}/sketchrnn/cat.npz`);
  });

  it('computes CRC-32C (vectors of RFC 3720, B.4)', () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, at) => at))).toBe(0x46dd794e);
    const whole = Buffer.from('123456789');
    expect(crc32c(whole)).toBe(0xe3069283);
    expect(crc32c(whole.subarray(4), crc32c(whole.subarray(0, 4)))).toBe(0xe3069283);
  });

  it('reads hashes in any order, and none', () => {
    expect(parseGoogHash('crc32c=n03x6A==,md5=Ojk9c3dhfxgoKVVHYwFbHQ==')).toEqual({
      crc32c: 'n03x6A==',
      md5: 'Ojk9c3dhfxgoKVVHYwFbHQ==',
    });
    expect(parseGoogHash('md5=a+/b==, crc32c=x==')).toEqual({ md5: 'a+/b==', crc32c: 'x==' });
    expect(parseGoogHash('sha1=abc')).toEqual({});
    expect(parseGoogHash(null)).toEqual({});
  });

  it('reads Retry-After as seconds or a date', () => {
    const now = Date.parse('2024-05-01T12:00:00Z');
    expect(parseRetryAfter('120', now)).toBe(120_000);
    expect(parseRetryAfter('Wed, 01 May 2024 12:00:30 GMT', now)).toBe(30_000);
    expect(parseRetryAfter('Wed, 01 May 2024 11:00:00 GMT', now)).toBe(0);
    expect(parseRetryAfter('soon', now)).toBeUndefined();
    expect(parseRetryAfter(null, now)).toBeUndefined();
  });

  it('waits twice as long each time, with jitter, up to a limit', () => {
    const network = { ...DEFAULT_NETWORK, random: () => 0 };
    expect([1, 2, 3, 4, 5, 6, 7].map(n => retryDelayMs(n, undefined, network))).toEqual([
      500, 1000, 2000, 4000, 8000, 15_000, 15_000,
    ]);
    expect(retryDelayMs(1, undefined, { ...network, random: () => 1 })).toBe(1000);
    expect(retryDelayMs(1, 9000, network)).toBe(9000);
  });
});
