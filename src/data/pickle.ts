// A reader for the few things NumPy writes into a pickle when it saves an array of arrays. A pickle is a program;
// this one knows no instruction that could call anything, and refuses every name but those of NumPy's arrays.
// Source: Python's pickletools (opcodes), numpy/core/src/multiarray/methods.c (array_reduce).
import { damagedFile, foreignFile } from './file-fault.ts';

/** An array within the pickle, as NumPy describes it. */
export interface PickledArray {
  readonly kind: 'array';
  shape: readonly Value[];
  /** Type such as `<i2`; `|O` for an array of arrays. */
  descr: string;
  fortranOrder: boolean;
  /** Little or big end first, as `descr` says; or the elements of an array of arrays. */
  data: Uint8Array | readonly Value[];
}

interface PickledType {
  readonly kind: 'type';
  readonly name: string;
  order: string;
}

interface PickledName {
  readonly kind: 'name';
  readonly name: string;
}

type Value =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | Value[]
  | PickledArray
  | PickledType
  | PickledName;

/** NumPy and Python's pickler never have more in hand: lists are filled in batches of 1,000. */
const DEEPEST_STACK = 4096;

const RECONSTRUCT = ['numpy.core.multiarray _reconstruct', 'numpy._core.multiarray _reconstruct'];
const NAMES = [...RECONSTRUCT, 'numpy ndarray', 'numpy dtype', '_codecs encode'];

/**
 * Reads the pickle of one NumPy array.
 * @param mostValues bounds what it may keep in its memory, whatever the file claims.
 * @throws DataError for anything else than arrays, and for a pickle that is cut off.
 */
export function unpickleArray(bytes: Uint8Array, mostValues: number, where: string): PickledArray {
  return new Unpickler(bytes, mostValues, where).run();
}

class Unpickler {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #mostValues: number;
  readonly #where: string;
  readonly #stack: Value[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, Value>();
  #at = 0;

  constructor(bytes: Uint8Array, mostValues: number, where: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#mostValues = mostValues;
    this.#where = where;
  }

  run(): PickledArray {
    for (;;) {
      const opcode = this.#unsigned(1);
      if (opcode === 0x2e) break; // STOP
      this.#execute(opcode);
      if (this.#stack.length > DEEPEST_STACK) throw this.#refuse('nests values too deeply');
    }
    const result = this.#pop();
    if (!isArray(result)) throw this.#refuse('does not hold an array');
    return result;
  }

  #execute(opcode: number): void {
    const value = this.#literal(opcode);
    if (value === undefined) this.#operate(opcode);
    else this.#stack.push(value);
  }

  /** The value an instruction stands for, if it only puts one onto the stack. */
  #literal(opcode: number): Value | undefined {
    switch (opcode) {
      case 0x4e: // NONE
        return null;
      case 0x88: // NEWTRUE
        return true;
      case 0x89: // NEWFALSE
        return false;
      case 0x4a: // BININT
        return this.#unsigned(4) | 0;
      case 0x4b: // BININT1
        return this.#unsigned(1);
      case 0x4d: // BININT2
        return this.#unsigned(2);
      case 0x8a: // LONG1
        return this.#long(this.#unsigned(1));
      case 0x58: // BINUNICODE
        return this.#text(this.#unsigned(4));
      case 0x8c: // SHORT_BINUNICODE
        return this.#text(this.#unsigned(1));
      case 0x42: // BINBYTES
      case 0x54: // BINSTRING, Python 2's bytes
        return this.#take(this.#unsigned(4));
      case 0x43: // SHORT_BINBYTES
      case 0x55: // SHORT_BINSTRING
        return this.#take(this.#unsigned(1));
      case 0x8e: // BINBYTES8
        return this.#take(this.#long(8));
      case 0x5d: // EMPTY_LIST
      case 0x29: // EMPTY_TUPLE
        return [];
      case 0x74: // TUPLE
        return this.#popMarked();
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        return this.#popSeveral(opcode - 0x84);
      case 0x68: // BINGET
        return this.#recall(this.#unsigned(1));
      case 0x6a: // LONG_BINGET
        return this.#recall(this.#unsigned(4));
      case 0x63: // GLOBAL
        return this.#name(this.#line(), this.#line());
      case 0x93: {
        // STACK_GLOBAL
        const [module, name] = this.#popSeveral(2);
        return this.#name(module!, name!);
      }
      case 0x52: // REDUCE
        return this.#call();
      default:
        return undefined;
    }
  }

  #operate(opcode: number): void {
    switch (opcode) {
      case 0x80: // PROTO
        this.#take(1);
        break;
      case 0x95: // FRAME
        this.#take(8);
        break;
      case 0x28: // MARK
        this.#marks.push(this.#stack.length);
        break;
      case 0x61: // APPEND
        this.#append(this.#popSeveral(1));
        break;
      case 0x65: // APPENDS
        this.#append(this.#popMarked());
        break;
      case 0x71: // BINPUT
        this.#remember(this.#unsigned(1));
        break;
      case 0x72: // LONG_BINPUT
        this.#remember(this.#unsigned(4));
        break;
      case 0x94: // MEMOIZE
        this.#remember(this.#memo.size);
        break;
      case 0x62: // BUILD
        this.#setState();
        break;
      default:
        throw this.#refuse(`has the instruction 0x${opcode.toString(16)}`);
    }
  }

  #name(module: Value, name: Value): PickledName {
    const full = `${module} ${name}`;
    if (!NAMES.includes(full)) throw this.#refuse(`names ${full.replace(' ', '.').slice(0, 80)}`);
    return { kind: 'name', name: full };
  }

  /** The three calls NumPy writes: for an array or a type to be filled by BUILD, and for bytes as text. */
  #call(): Value {
    const [callee, args] = this.#popSeveral(2);
    if (!isName(callee) || !Array.isArray(args)) throw this.#refuse('calls something');
    const [first, second] = args;
    const text = textOf(first);
    if (RECONSTRUCT.includes(callee.name)) {
      return { kind: 'array', shape: [], descr: '', fortranOrder: false, data: new Uint8Array(0) };
    }
    if (callee.name === 'numpy dtype' && text !== undefined) return { kind: 'type', name: text, order: '|' };
    if (callee.name === '_codecs encode' && typeof first === 'string' && second === 'latin1') {
      return Uint8Array.from(first, letter => letter.charCodeAt(0));
    }
    throw this.#refuse(`calls ${callee.name.replace(' ', '.')}`);
  }

  #setState(): void {
    const state = this.#pop();
    const target = this.#stack.at(-1);
    if (!Array.isArray(state)) throw this.#refuse('sets a state that is no tuple');
    if (isType(target)) {
      target.order = textOf(state[1]) ?? '|';
      return;
    }
    const [, shape, type, fortranOrder, data] = state;
    const filled = data instanceof Uint8Array || Array.isArray(data);
    if (!isArray(target) || !Array.isArray(shape) || !isType(type) || !filled) {
      throw this.#refuse('sets the state of something that is no array');
    }
    target.shape = shape;
    target.descr = type.order + type.name;
    target.fortranOrder = fortranOrder === true;
    target.data = data;
  }

  #append(values: readonly Value[]): void {
    const list = this.#stack.at(-1);
    if (!Array.isArray(list)) throw this.#refuse('appends to something that is no list');
    for (const value of values) list.push(value);
    if (list.length > this.#mostValues) throw this.#refuse('holds more values than its header claims');
  }

  #remember(key: number): void {
    this.#memo.set(key, this.#stack.at(-1)!);
    if (this.#memo.size > this.#mostValues) throw this.#refuse('remembers too many values');
  }

  #recall(key: number): Value {
    const value = this.#memo.get(key);
    if (value === undefined) throw this.#refuse('recalls a value it never had');
    return value;
  }

  #pop(): Value {
    return this.#popSeveral(1)[0]!;
  }

  #popSeveral(count: number): Value[] {
    const start = this.#stack.length - count;
    if (start < (this.#marks.at(-1) ?? 0)) throw this.#refuse('takes more values than it has');
    return this.#stack.splice(start);
  }

  #popMarked(): Value[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw this.#refuse('takes more values than it has');
    return this.#stack.splice(mark);
  }

  #take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw damagedFile(this.#where, 'is cut off inside its pickle');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  #unsigned(bytes: 1 | 2 | 4): number {
    const at = this.#at;
    this.#take(bytes);
    if (bytes === 1) return this.#bytes[at]!;
    return bytes === 2 ? this.#view.getUint16(at, true) : this.#view.getUint32(at, true);
  }

  /** A little-endian integer of some bytes, two's complement. */
  #long(length: number): number {
    const bytes = this.#take(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
    return Number(BigInt.asIntN(8 * length, value));
  }

  #text(length: number): string {
    return new TextDecoder().decode(this.#take(length).slice());
  }

  #line(): string {
    const start = this.#at;
    while (this.#unsigned(1) !== 0x0a) if (this.#at - start > 256) throw this.#refuse('has a name too long');
    return new TextDecoder().decode(this.#bytes.slice(start, this.#at - 1));
  }

  #refuse(what: string): Error {
    return foreignFile(this.#where, `holds a pickle that ${what}, and pickles are never run`, UNTRUSTED);
  }
}

const UNTRUSTED = 'Use the file only if it is from the dataset; then download it again.';

/** Python 2 wrote names as bytes. */
function textOf(value: Value | undefined): string | undefined {
  if (value instanceof Uint8Array && value.length < 16) return String.fromCharCode(...value);
  return typeof value === 'string' ? value : undefined;
}

function isKind(value: Value | undefined, kind: string): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}

function isArray(value: Value | undefined): value is PickledArray {
  return isKind(value, 'array');
}

function isType(value: Value | undefined): value is PickledType {
  return isKind(value, 'type');
}

function isName(value: Value | undefined): value is PickledName {
  return isKind(value, 'name');
}
