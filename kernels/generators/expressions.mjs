// Symbolic arithmetic on vectors, from which straight-line code is written. Equal expressions are one node (hash-consing), zeros
// and ones disappear, signs travel to where they cost nothing: so an algorithm written once in its general form (a Fourier
// transform) becomes, for inputs that are zero or real and outputs that nobody needs, the code a person would have written.
//
// An expression is null (zero) or { node, negative }. Complex numbers are { re, im } of expressions.

const flip = x => x && { node: x.node, negative: !x.negative };

export class Expressions {
  #nodes = new Map();

  #intern(key, make) {
    let node = this.#nodes.get(key);
    if (!node) {
      node = { id: this.#nodes.size, ...make() };
      this.#nodes.set(key, node);
    }
    return { node, negative: false };
  }

  /** A value read by the AssemblyScript expression `code`. */
  input(code) {
    return this.#intern(`input ${code}`, () => ({ kind: 'input', code, operands: [] }));
  }

  negate(x) {
    return flip(x);
  }

  add(x, y) {
    if (!x) return y;
    if (!y) return x;
    if (x.negative && y.negative) return flip(this.add(flip(x), flip(y)));
    if (x.negative) return this.#subtract(y.node, x.node);
    if (y.negative) return this.#subtract(x.node, y.node);
    const [first, second] = x.node.id < y.node.id ? [x.node, y.node] : [y.node, x.node];
    return this.#intern(`add ${first.id} ${second.id}`, () => ({ kind: 'add', operands: [first, second] }));
  }

  subtract(x, y) {
    return this.add(x, flip(y));
  }

  /** The first to ask decides the direction; who asks for the other one gets its negative. */
  #subtract(a, b) {
    if (a === b) return null;
    if (this.#nodes.has(`subtract ${b.id} ${a.id}`)) return flip(this.#subtract(b, a));
    return this.#intern(`subtract ${a.id} ${b.id}`, () => ({ kind: 'subtract', operands: [a, b] }));
  }

  scale(x, factor) {
    if (!x || Math.abs(factor) < 1e-12) return null;
    if (factor < 0) return flip(this.scale(x, -factor));
    if (Math.abs(factor - 1) < 1e-12) return x;
    const text = factor.toFixed(12);
    const scaled = this.#intern(`scale ${x.node.id} ${text}`, () => ({
      kind: 'scale',
      factor,
      operands: [x.node],
    }));
    return x.negative ? flip(scaled) : scaled;
  }

  sum(terms) {
    return terms.reduce((total, term) => this.add(total, term), null);
  }
}

/** Vectors that may be loaded before arithmetic must use them. */
const LOADS = 8;

/**
 * Writes the statements that compute `outputs`, a list of [expression, store] where store(text) is the statement that keeps the
 * value. Names start with `prefix`.
 *
 * V8's optimizing compiler emits the loads of a basic block before its arithmetic and spills what does not fit its registers. So
 * branches that are never taken end the blocks: `guard` is a variable, a stride, that is no small number.
 */
export function writeStatements(outputs, prefix, indent, guard) {
  const name = node => `${prefix}${node.id}`;
  const lines = [];
  let loads = 0;
  let blocks = 0;
  const emit = line => lines.push(`${indent}  ${line}`);
  for (const step of inOrder(outputs)) {
    if (step.kind === 'input' && ++loads > LOADS) {
      emit(`if (${guard} == ${++blocks}) break;`);
      loads = 1;
    }
    if (step.store) emit(step.store(step.expression ? signed(step.expression, name) : 'f32x4.splat(0)'));
    else emit(`const ${name(step)}: v128 = ${formula(step, name)};`);
  }
  return [`${indent}do {`, ...lines, `${indent}} while (false);`].join('\n');
}

/**
 * The nodes and stores in an order that lets values be forgotten soon: when a node's operands are there, other nodes that take them
 * too and miss nothing else follow at once (both results of a butterfly).
 */
function inOrder(outputs) {
  const steps = [];
  const done = new Set();
  const users = usersOf(outputs);
  const emit = node => {
    if (done.has(node)) return;
    node.operands.forEach(emit);
    if (done.has(node)) return; // as a user of its operands
    done.add(node);
    steps.push(node);
    for (const operand of node.operands)
      for (const user of users.get(operand) ?? []) if (user.operands.every(other => done.has(other))) emit(user);
  };
  for (const [expression, store] of outputs) {
    if (expression) emit(expression.node);
    steps.push({ expression, store });
  }
  return steps;
}

function usersOf(outputs) {
  const users = new Map();
  const seen = new Set();
  const visit = node => {
    if (seen.has(node)) return;
    seen.add(node);
    for (const operand of node.operands) {
      visit(operand);
      users.set(operand, [...(users.get(operand) ?? []), node]);
    }
  };
  for (const [expression] of outputs) if (expression) visit(expression.node);
  return users;
}

const signed = (expression, name) =>
  expression.negative ? `f32x4.neg(${name(expression.node)})` : name(expression.node);

function formula(node, name) {
  const operands = node.operands.map(name);
  if (node.kind === 'input') return node.code;
  if (node.kind === 'scale') return `f32x4.mul(${operands[0]}, f32x4.splat(${Math.fround(node.factor)}))`;
  return `f32x4.${node.kind === 'add' ? 'add' : 'sub'}(${operands.join(', ')})`;
}
