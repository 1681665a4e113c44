import { damagedFile } from '../file-fault.ts';
import type { StrokeRecords } from '../stroke-records.ts';
import type { ForwardBytes } from './forward-bytes.ts';

/** No drawing takes more: what does is not made of records. */
const LARGEST_RECORD = 1 << 20;

/** Cuts a stream of bytes into records; blank ones are passed over. */
export class RecordReader {
  readonly #bytes: ForwardBytes;
  readonly #records: StrokeRecords;
  readonly #where: string;
  #buffer: Uint8Array = new Uint8Array(0);
  #at = 0;
  #last = false;
  /** Records given so far. */
  position = 0;

  constructor(bytes: ForwardBytes, records: StrokeRecords, where: string) {
    this.#bytes = bytes;
    this.#records = records;
    this.#where = where;
  }

  /** The next record, or undefined at the end. It is valid until the next call. */
  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const record = this.atHand();
      if (record !== undefined) return record;
      if (this.#last) return undefined;
      await this.#more();
    }
  }

  /** The next record if no bytes have to be waited for. */
  atHand(): Uint8Array | undefined {
    while (this.#at < this.#buffer.length) {
      const end = this.#records.endOf(this.#buffer, this.#at, this.#last);
      if (end < 0) {
        this.#checkRest();
        return undefined;
      }
      const record = this.#buffer.subarray(this.#at, end);
      this.#at = end;
      if (this.#records.isBlank(record)) continue;
      this.position++;
      return record;
    }
    return undefined;
  }

  close(): Promise<void> {
    return this.#bytes.close();
  }

  /** Adds bytes behind those of the record begun. */
  async #more(): Promise<void> {
    const chunk = await this.#bytes.next();
    this.#last = chunk.length === 0;
    const rest = this.#buffer.subarray(this.#at);
    this.#buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    this.#at = 0;
  }

  #checkRest(): void {
    const rest = this.#buffer.length - this.#at;
    if (this.#last) throw damagedFile(this.#where, `is cut off inside drawing ${this.position + 1}`);
    if (rest > LARGEST_RECORD) {
      throw damagedFile(this.#where, `has more than ${LARGEST_RECORD} bytes without the end of a drawing`);
    }
  }
}
