import { DataError } from '../../errors.ts';
import { type Network, parseRetryAfter, TransientFailure } from './network.ts';

// Codes of Node and undici that say the other side cannot be trusted, which trying again does not change.
const HOPELESS = /^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_INVALID_URL|ERR_UNESCAPED)/;
const BUSY = new Set([408, 425, 429]);

interface RequestOptions {
  readonly method: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  readonly network: Network;
  readonly signal: AbortSignal;
}

/** An answer whose body comes in chunks, each of them within the stall time. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** @throws TransientFailure when the connection breaks or stalls. */
  chunks(): AsyncGenerator<Uint8Array>;
  /** Lets the connection go when the body is not wanted. */
  dismiss(): Promise<void>;
}

/**
 * Sends a request.
 * @throws TransientFailure when the server cannot be reached, is silent, or is busy (408, 425, 429, 5xx).
 * @throws DataError when that cannot change by trying again; the signal's reason when it is aborted.
 */
export async function request(url: string, options: RequestOptions): Promise<HttpAnswer> {
  const watch = new StallWatch(options.network.stallMs, options.signal);
  try {
    const response = await fetch(url, {
      method: options.method,
      // Ranges and sizes count the bytes of the file, not of a compressed form of it.
      headers: { 'accept-encoding': 'identity', ...options.headers },
      signal: watch.signal,
    });
    const answer = answerOf(response, url, watch);
    if (response.status >= 500 || BUSY.has(response.status)) {
      await answer.dismiss();
      throw new TransientFailure(`${new URL(url).host} answers ${response.status}`, {
        retryAfterMs: parseRetryAfter(response.headers.get('retry-after'), options.network.now()),
      });
    }
    return answer;
  } catch (error) {
    watch.rest();
    throw watch.explain(error, url);
  }
}

function answerOf(response: Response, url: string, watch: StallWatch): HttpAnswer {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      watch.touch();
      for await (const chunk of bodyOf(response)) {
        // Time that the reader takes is not the network's.
        watch.rest();
        yield chunk;
        watch.touch();
      }
    } catch (error) {
      throw watch.explain(error, url);
    } finally {
      watch.rest();
    }
  }
  const dismiss = async () => {
    watch.rest();
    await response.body?.cancel();
  };
  watch.rest();
  return { status: response.status, headers: response.headers, chunks, dismiss };
}

// The types of the browser, where a body cannot be iterated yet everywhere; Node's can.
function bodyOf({ body }: Response): AsyncIterable<Uint8Array> | [] {
  return (body as unknown as AsyncIterable<Uint8Array> | null) ?? [];
}

/** Breaks a request off when nothing has come for a while. */
class StallWatch {
  readonly signal: AbortSignal;
  readonly #stallMs: number;
  readonly #user: AbortSignal;
  readonly #stall = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(stallMs: number, user: AbortSignal) {
    this.#stallMs = stallMs;
    this.#user = user;
    this.signal = AbortSignal.any([user, this.#stall.signal]);
    this.touch();
  }

  /** Starts to wait for the next sign of life. */
  touch(): void {
    this.rest();
    this.#timer = setTimeout(() => this.#stall.abort(), this.#stallMs);
  }

  rest(): void {
    clearTimeout(this.#timer);
  }

  /** Tells why a request failed. */
  explain(error: unknown, url: string): unknown {
    if (this.#user.aborted) return this.#user.reason;
    const { host } = new URL(url);
    if (this.#stall.signal.aborted)
      return new TransientFailure(`${host} sent nothing for ${this.#stallMs / 1000} s`);
    if (error instanceof TransientFailure || error instanceof DataError) return error;
    // fetch says "fetch failed" or "terminated"; the cause says why.
    const cause = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
    // undici's own codes say less than its messages.
    const reason = cause.code?.startsWith('UND_') ? cause.message : (cause.code ?? cause.message);
    if (HOPELESS.test(reason)) {
      return new DataError(`Cannot fetch ${url}: ${cause.message}.`, {
        hint: 'Check the address after --base-url, and what stands between this machine and the server.',
        cause: error,
      });
    }
    return new TransientFailure(`the connection to ${host} failed (${reason})`, { cause: error });
  }
}
