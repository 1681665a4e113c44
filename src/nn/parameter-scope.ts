import type { Graph, Shape, Value } from '../engine/index.ts';
import { EngineError } from '../errors.ts';
import type { Initializer } from './initializers.ts';

/** What a model says of one of its parameters. */
export interface ParameterSpec {
  /** Layer and role, such as `conv1/kernel`. */
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: Initializer;
  /** Whether it follows the gradient; a running statistic does not. */
  readonly trainable: boolean;
  /** Whether the L1 and L2 penalties are on it. */
  readonly penalized: boolean;
}

type ParameterOptions = Pick<ParameterSpec, 'initializer'> & Partial<ParameterSpec>;

/** `training`: dropout drops, batch norm uses the batch's own statistics. `evaluation`: neither. */
export type Mode = 'training' | 'evaluation';

interface Declared {
  readonly spec: ParameterSpec;
  readonly value: Value;
}

/**
 * The parameters of a model in one graph. A model asks it for each of its parameters by name, and tells it
 * what else a training step writes; so the same function builds the training step and the evaluation, and
 * lists the parameters.
 */
export class ParameterScope {
  readonly graph: Graph;
  readonly mode: Mode;
  readonly #prefix: string;
  readonly #isAgain: boolean;
  readonly #shared: { readonly declared: Declared[]; random: Value | undefined; dropouts: number };

  constructor(graph: Graph, mode: Mode, prefix = '', parent?: ParameterScope, isAgain = false) {
    this.graph = graph;
    this.mode = mode;
    this.#prefix = prefix;
    this.#isAgain = isAgain;
    this.#shared = parent ? parent.#shared : { declared: [], random: undefined, dropouts: 0 };
  }

  /** The same parameters, with `name/` before the names of those declared through it. */
  within(name: string): ParameterScope {
    return new ParameterScope(this.graph, this.mode, `${this.#prefix}${name}/`, this, this.#isAgain);
  }

  /** The same parameters for a second look through the same model: what it declares it finds again. */
  again(): ParameterScope {
    return new ParameterScope(this.graph, this.mode, this.#prefix, this, true);
  }

  /** Declares a parameter. By default it is trainable and not penalized. */
  parameter(name: string, shape: Shape, options: ParameterOptions): Value {
    if (this.#isAgain) return this.#find(this.#prefix + name);
    const spec = { trainable: true, penalized: false, ...options, name: this.#prefix + name, shape };
    const value = this.graph.parameter(spec.name, shape);
    this.#shared.declared.push({ spec, value });
    return value;
  }

  #find(name: string): Value {
    const found = this.#shared.declared.find(({ spec }) => spec.name === name);
    if (!found) throw new EngineError(`The parameter ${name} was not declared the first time.`);
    return found.value;
  }

  /** Everything declared so far, in order. */
  get declared(): readonly Declared[] {
    return this.#shared.declared;
  }

  /**
   * Key and step (i32 [4]) that dropout draws by, an input of the graph; declared when it is first asked for.
   */
  random(): Value {
    this.#shared.random ??= this.graph.input('random', [4], 'i32');
    return this.#shared.random;
  }

  /** The input `random`, if the model asked for it. */
  get randomInput(): Value | undefined {
    return this.#shared.random;
  }

  /** The number of the next dropout of the model, from 0. */
  nextDropout(): number {
    return this.#shared.dropouts++;
  }
}
