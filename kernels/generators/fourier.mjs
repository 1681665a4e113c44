// Discrete Fourier transforms as symbolic expressions: X[k] = Σ x[j] exp(∓2πi jk/n), not scaled.

/** cos and sin of 2π k/n, exact at multiples of an eighth of a turn. */
export function unitRoot(k, n) {
  const turn = ((k % n) + n) % n;
  const eighth = (8 * turn) / n;
  const half = Math.SQRT1_2;
  if (Number.isInteger(eighth))
    return {
      cos: [1, half, 0, -half, -1, -half, 0, half][eighth],
      sin: [0, half, 1, half, 0, -half, -1, -half][eighth],
    };
  // From the first quarter, so that roots which differ only in signs have the same digits.
  if (2 * turn > n) return mirror(unitRoot(n - turn, n), 1, -1);
  if (4 * turn > n) return mirror(unitRoot(n - 2 * turn, 2 * n), -1, 1);
  const angle = (2 * Math.PI * turn) / n;
  return { cos: Math.cos(angle), sin: Math.sin(angle) };
}

const mirror = ({ cos, sin }, x, y) => ({ cos: x * cos, sin: y * sin });

/** Transforms of one `Expressions`. `direction` is −1 (forward) or 1 (inverse): the sign of the exponent. */
export class Fourier {
  constructor(expressions) {
    this.e = expressions;
  }

  add(x, y) {
    return { re: this.e.add(x.re, y.re), im: this.e.add(x.im, y.im) };
  }

  subtract(x, y) {
    return { re: this.e.subtract(x.re, y.re), im: this.e.subtract(x.im, y.im) };
  }

  conjugate(x) {
    return { re: x.re, im: this.e.negate(x.im) };
  }

  /** x · i^quarters */
  turn(x, quarters) {
    let { re, im } = x;
    for (let left = ((quarters % 4) + 4) % 4; left > 0; left--) [re, im] = [this.e.negate(im), re];
    return { re, im };
  }

  /** x · exp(2πi k/n) */
  rotate(x, k, n) {
    const { e } = this;
    if (Number.isInteger((4 * k) / n)) return this.turn(x, (4 * k) / n);
    const { cos, sin } = unitRoot(k, n);
    if (Math.abs(Math.abs(cos) - Math.abs(sin)) < 1e-12) {
      const y = this.turn(x, Math.floor((4 * k) / n)); // what is left is one eighth of a turn
      return {
        re: e.scale(e.subtract(y.re, y.im), Math.SQRT1_2),
        im: e.scale(e.add(y.re, y.im), Math.SQRT1_2),
      };
    }
    return {
      re: e.subtract(e.scale(x.re, cos), e.scale(x.im, sin)),
      im: e.add(e.scale(x.re, sin), e.scale(x.im, cos)),
    };
  }

  /** Transform of complex values. */
  complex(x, direction) {
    const n = x.length;
    if (n === 1) return x;
    if (n === 2) return [this.add(x[0], x[1]), this.subtract(x[0], x[1])];
    if (n === 3 || n === 5) return this.#prime(x, direction);
    if (n === 4) return this.#four(x, direction);
    if (n === 15) return this.#coprime(x, direction, 3, 5);
    const radix = n % 4 === 0 ? 4 : n % 2 === 0 ? 2 : n % 3 === 0 ? 3 : 5;
    return this.#split(x, direction, radix);
  }

  #four(x, direction) {
    const even = [this.add(x[0], x[2]), this.subtract(x[0], x[2])];
    const odd = [this.add(x[1], x[3]), this.turn(this.subtract(x[1], x[3]), direction)];
    return [
      this.add(even[0], odd[0]),
      this.add(even[1], odd[1]),
      this.subtract(even[0], odd[0]),
      this.subtract(even[1], odd[1]),
    ];
  }

  /** Odd prime length: pairs j, n − j share their products. */
  #prime(x, direction) {
    const { e } = this;
    const n = x.length;
    const pairs = Array.from({ length: (n - 1) / 2 }, (_, i) => ({
      plus: this.add(x[i + 1], x[n - 1 - i]),
      minus: this.turn(this.subtract(x[i + 1], x[n - 1 - i]), direction),
    }));
    const y = [pairs.reduce((total, pair) => this.add(total, pair.plus), x[0])];
    for (let k = 1; k <= pairs.length; k++) {
      const weigh = (which, part, root) =>
        e.sum(pairs.map((pair, i) => e.scale(pair[which][part], unitRoot(k * (i + 1), n)[root])));
      const even = {
        re: e.add(x[0].re, weigh('plus', 're', 'cos')),
        im: e.add(x[0].im, weigh('plus', 'im', 'cos')),
      };
      const odd = { re: weigh('minus', 're', 'sin'), im: weigh('minus', 'im', 'sin') };
      y[k] = this.add(even, odd);
      y[n - k] = this.subtract(even, odd);
    }
    return y;
  }

  /** Cooley and Tukey: `radix` transforms of n/radix values, rotated, then n/radix transforms of `radix` values. */
  #split(x, direction, radix) {
    const n = x.length;
    const size = n / radix;
    const parts = Array.from({ length: radix }, (_, r) =>
      this.complex(
        x.filter((_, j) => j % radix === r),
        direction,
      ),
    );
    const y = [];
    for (let k = 0; k < size; k++) {
      const rotated = parts.map((part, r) => this.rotate(part[k], direction * r * k, n));
      this.complex(rotated, direction).forEach((value, q) => {
        y[k + size * q] = value;
      });
    }
    return y;
  }

  /** Good and Thomas: n = a·b without common factor needs no rotations. */
  #coprime(x, direction, a, b) {
    const n = a * b;
    const rows = Array.from({ length: a }, (_, i) =>
      this.complex(
        Array.from({ length: b }, (_, j) => x[(b * i + a * j) % n]),
        direction,
      ),
    );
    const columns = Array.from({ length: b }, (_, j) =>
      this.complex(
        rows.map(row => row[j]),
        direction,
      ),
    );
    return Array.from({ length: n }, (_, k) => columns[k % b][k % a]);
  }

  /** Forward transform of real values: X[0 … n/2], the rest being their conjugates. */
  real(x) {
    const n = x.length;
    const count = Math.floor(n / 2) + 1;
    if (n % 2 || n === 2)
      return this.complex(
        x.map(re => ({ re, im: null })),
        -1,
      ).slice(0, count);
    const even = this.real(x.filter((_, j) => j % 2 === 0));
    const odd = this.real(x.filter((_, j) => j % 2 === 1));
    const y = [];
    for (let k = 0; k <= n / 4; k++) {
      const rotated = this.rotate(odd[k], -k, n);
      y[k] = this.add(even[k], rotated);
      y[n / 2 - k] = this.conjugate(this.subtract(even[k], rotated));
    }
    return y;
  }

  /** Inverse of `real` for n values, without the factor 1/n. */
  realInverse(x, n) {
    if (n % 2 || n === 2) {
      const whole = Array.from({ length: n }, (_, k) => (k < x.length ? x[k] : this.conjugate(x[n - k])));
      return this.complex(whole, 1).map(value => value.re);
    }
    const even = [];
    const odd = [];
    for (let k = 0; k <= n / 4; k++) {
      const mirrored = this.conjugate(x[n / 2 - k]);
      even[k] = this.add(x[k], mirrored);
      odd[k] = this.rotate(this.subtract(x[k], mirrored), k, n);
    }
    const evens = this.realInverse(even, n / 2);
    const odds = this.realInverse(odd, n / 2);
    return Array.from({ length: n }, (_, j) => (j % 2 ? odds : evens)[j >> 1]);
  }
}
