import { describe, expect, it } from 'vitest';
import {
  add,
  type Buffer,
  Graph,
  matmul,
  multiply,
  ReferenceBackend,
  type Value,
} from '../../src/engine/index.ts';

/** A backend with a buffer for each value. */
function bound(values: readonly Value[]) {
  const backend = new ReferenceBackend();
  const buffers = new Map<Value, Buffer>(
    values.map(value => [value, backend.buffer(value.shape, value.dtype)]),
  );
  return {
    backend,
    buffers,
    write: (value: Value, ...data: number[]) => backend.write(buffers.get(value)!, Float64Array.from(data)),
    read: async (value: Value) => Array.from(await backend.read(buffers.get(value)!)),
  };
}

describe('the reference backend', () => {
  it('computes outputs from inputs, constants and parameters, and assigns at the end', async () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    const total = graph.parameter('total', [2]);
    const next = add(total, multiply(x, graph.scalar(10)));
    graph.assign(total, next);
    const { backend, buffers, write, read } = bound([x, total, next]);
    const program = backend.compile(graph, [next, total], buffers);
    write(total, 1, 2);
    write(x, 3, 4);
    await program.run();
    expect(await read(next)).toEqual([31, 42]);
    await program.run();
    expect(await read(next)).toEqual([61, 82]);
    expect(await read(total)).toEqual([61, 82]);
  });

  it('reads all before it assigns: parameters can change places', async () => {
    const graph = new Graph();
    const a = graph.parameter('a', [1]);
    const b = graph.parameter('b', [1]);
    graph.assign(a, b);
    graph.assign(b, a);
    const { backend, buffers, write, read } = bound([a, b]);
    write(a, 1);
    write(b, 2);
    await backend.compile(graph, [], buffers).run();
    expect([await read(a), await read(b)]).toEqual([[2], [1]]);
  });

  it('computes what is needed and nothing else', () => {
    const graph = new Graph();
    const x = graph.input('x', [2, 2]);
    const unused = graph.input('unused', [2, 2]);
    matmul(x, unused);
    const y = matmul(x, x);
    const { backend, buffers } = bound([x, y]);
    const program = backend.compile(graph, [y], buffers);
    expect(program.calls).toEqual([{ name: 'matmul', tasks: 1, phase: 0, flops: 16 }]);
    expect(program.arenaBytes).toBe(4 * 8);
  });

  it('measures each call', async () => {
    const graph = new Graph();
    const x = graph.parameter('x', [2]);
    const y = add(multiply(x, x), x);
    graph.assign(x, y);
    const { backend, buffers, write, read } = bound([x, y]);
    const program = backend.compile(graph, [y], buffers);
    write(x, 1, 0);
    const milliseconds = await program.profile(2);
    expect(milliseconds.length).toBe(2);
    expect(milliseconds.every(value => value >= 0)).toBe(true);
    expect(await read(x)).toEqual([6, 0]);
  });

  it('writes parts of a buffer and reads copies', async () => {
    const backend = new ReferenceBackend();
    const buffer = backend.buffer([4], 'u8');
    backend.write(buffer, Uint8Array.of(7, 8), 2);
    const copy = await backend.read(buffer);
    expect(copy).toEqual(Uint8Array.of(0, 0, 7, 8));
    copy.fill(1);
    expect(await backend.read(buffer)).toEqual(Uint8Array.of(0, 0, 7, 8));
    expect(() => backend.write(buffer, Uint8Array.of(1, 2), 3)).toThrow(/elements 3…4 are not inside \[4\]/);
  });

  it('refuses bindings that are missing, of another shape, freed or from elsewhere', async () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    const y = add(x, x);
    const { backend, buffers } = bound([x, y]);
    const compile = (changed: [Value, Buffer][]) => () =>
      backend.compile(graph, [y], new Map([...buffers, ...changed]));
    const only = (value: Value) => new Map([[value, buffers.get(value)!]]);
    expect(() => backend.compile(graph, [y], only(y))).toThrow(/the input x is bound to no buffer/);
    expect(() => backend.compile(graph, [y], only(x))).toThrow(/the result add is bound to no buffer/);
    expect(compile([[x, backend.buffer([3])]])).toThrow(/compile: x is f32\[2\], its buffer f32\[3\]/);
    expect(compile([[x, backend.buffer([2], 'i32')]])).toThrow(/its buffer i32\[2\]/);
    expect(compile([[x, new ReferenceBackend().buffer([2])]])).toThrow(/freed or belongs to another/);
    const program = compile([])();
    program.dispose();
    await expect(program.run()).rejects.toThrow(/disposed/);
    backend.free(buffers.get(x)!);
    expect(compile([])).toThrow(/freed/);
    await backend.close();
    await expect(backend.read(buffers.get(y)!)).rejects.toThrow(/freed/);
  });
});

describe('a graph', () => {
  it('refuses a second name, constants that do not fill and assignments that do not fit', () => {
    const graph = new Graph();
    const w = graph.parameter('w', [2]);
    expect(() => graph.input('w', [1])).toThrow(/already has an input or parameter called 'w'/);
    expect(() => graph.constant([1, 2], [3])).toThrow(/2 elements do not fill \[3\]/);
    expect(() => graph.assign(w, graph.scalar(1))).toThrow(/w is \[2\], the value \[\]/);
    expect(() => graph.assign(add(w, w), w)).toThrow(/the target is not a parameter/);
    graph.assign(w, add(w, w));
    expect(() => graph.assign(w, w)).toThrow(/w is already assigned/);
  });
});
