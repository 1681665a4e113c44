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

/**
 * Writes the statements that compute `outputs`, a list of [expression, store] where store(text) is the statement that keeps the
 * value. A value is computed right before its first use. Names start with `prefix`.
 */
export function writeStatements(outputs, prefix, indent) {
  const lines = [];
  const done = new Set();
  const name = node => `${prefix}${node.id}`;
  const visit = node => {
    if (done.has(node)) return;
    done.add(node);
    node.operands.forEach(visit);
    lines.push(`const ${name(node)}: v128 = ${formula(node, name)};`);
  };
  for (const [expression, store] of outputs) {
    if (!expression) {
      lines.push(store('f32x4.splat(0)'));
      continue;
    }
    visit(expression.node);
    lines.push(store(expression.negative ? `f32x4.neg(${name(expression.node)})` : name(expression.node)));
  }
  return lines.map(line => indent + line).join('\n');
}

function formula(node, name) {
  const operands = node.operands.map(name);
  if (node.kind === 'input') return node.code;
  if (node.kind === 'scale') return `f32x4.mul(${operands[0]}, f32x4.splat(${Math.fround(node.factor)}))`;
  return `f32x4.${node.kind === 'add' ? 'add' : 'sub'}(${operands.join(', ')})`;
}
