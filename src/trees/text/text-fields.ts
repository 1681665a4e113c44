import { DataError } from '../../errors.ts';
import { parseNumber } from './number-format.ts';

const HINT = 'save the model again with LightGBM 4 (Booster.save_model) or with qdl';

/** `name=value` lines of one part of a model file. `where` names the part in messages. */
export class TextFields {
  readonly where: string;
  private readonly fields = new Map<string, string>();

  constructor(lines: readonly string[], where: string) {
    this.where = where;
    for (const line of lines) {
      const equals = line.indexOf('=');
      if (equals < 0) this.fields.set(line, '');
      else this.fields.set(line.slice(0, equals), line.slice(equals + 1));
    }
  }

  has(name: string): boolean {
    return this.fields.has(name);
  }

  text(name: string): string {
    const value = this.fields.get(name);
    if (value === undefined) throw this.fault(`has no line ${name}=`);
    return value;
  }

  words(name: string): string[] {
    return this.text(name)
      .split(' ')
      .filter(word => word !== '');
  }

  /** A whole number from `least` to `most`. */
  whole(name: string, least: number, most: number): number {
    const value = parseNumber(this.text(name));
    if (value === undefined || !Number.isInteger(value) || value < least || value > most)
      throw this.fault(
        `has ${name}=${shorten(this.text(name))}, not a whole number from ${least} to ${most}`,
      );
    return value;
  }

  /** `count` numbers. */
  numbers(name: string, count: number): Float64Array {
    const words = this.words(name);
    if (words.length !== count) throw this.fault(`has ${words.length} numbers in ${name}, not ${count}`);
    return Float64Array.from(words, word => {
      const value = parseNumber(word);
      if (value === undefined) throw this.fault(`has ${shorten(word)} for a number in ${name}`);
      return value;
    });
  }

  /** `count` whole numbers from `least` to `most`. */
  wholes(name: string, count: number, least: number, most: number): Int32Array {
    return Int32Array.from(this.numbers(name, count), value => {
      if (!Number.isInteger(value) || value < least || value > most)
        throw this.fault(`has ${value} in ${name}, not a whole number from ${least} to ${most}`);
      return value;
    });
  }

  fault(problem: string, hint = HINT): DataError {
    return new DataError(`${this.where} ${problem}`, { hint });
  }
}

const shorten = (text: string) => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
