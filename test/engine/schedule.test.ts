import { describe, expect, it } from 'vitest';
import { layOutArena } from '../../src/engine/wasm/arena.ts';
import { type Dispatch, schedule } from '../../src/engine/wasm/schedule.ts';
import type { Storage } from '../../src/engine/wasm/storage.ts';

const storage = (name: string, bytes = 64): Storage => ({ name, bytes, kind: 'arena', address: undefined });

function dispatch(name: string, sharded: boolean, reads: Storage[], writes: Storage[]): Dispatch {
  const args = [
    ...reads.map(storage => ({ storage, offset: 0, access: 'read' as const })),
    ...writes.map(storage => ({ storage, offset: 0, access: 'write' as const })),
  ];
  return { name, sharded, flops: 0, tasks: [[{ kernel: 'fillZero', args }]] };
}

const names = (phases: readonly (readonly Dispatch[])[]) =>
  phases.map(phase => phase.map(({ name }) => name));

describe('schedule', () => {
  const [packed, hidden, output, gradient] = ['packed', 'hidden', 'output', 'gradient'].map(name =>
    storage(name),
  );

  it('keeps a chain over the same shard in one phase and puts a barrier before what reads all rows', () => {
    const phases = schedule([
      dispatch('pack', false, [], [packed!]),
      dispatch('hidden', true, [packed!], [hidden!]),
      dispatch('output', true, [hidden!], [output!]),
      dispatch('gradient', false, [hidden!, output!], [gradient!]),
    ]);
    expect(names(phases)).toEqual([['pack'], ['hidden', 'output'], ['gradient']]);
  });

  it('moves a sharded dispatch to the phase of its first reader', () => {
    const phases = schedule([
      dispatch('convert', true, [], [hidden!]),
      dispatch('pack', false, [], [packed!]),
      dispatch('forward', true, [hidden!, packed!], [output!]),
    ]);
    expect(names(phases)).toEqual([['pack'], ['convert', 'forward']]);
  });

  it('writes over a storage only after everybody has read it', () => {
    const weights = storage('weights');
    const phases = schedule([
      dispatch('use', true, [weights], [output!]),
      dispatch('update', false, [], [weights]),
    ]);
    expect(names(phases)).toEqual([['use'], ['update']]);
  });

  it('runs independent work in one phase', () => {
    const phases = schedule([dispatch('a', false, [], [hidden!]), dispatch('b', false, [], [output!])]);
    expect(names(phases)).toEqual([['a', 'b']]);
  });
});

describe('arena', () => {
  it('shares memory between storages that live at different times only', () => {
    const [first, second, third] = [storage('first', 640), storage('second', 640), storage('third', 640)];
    const phases = schedule([
      dispatch('one', false, [], [first!]),
      dispatch('two', false, [first!], [second!]),
      dispatch('three', false, [second!], [third!]),
    ]);
    const { offsets, bytes } = layOutArena(phases);
    expect(bytes).toBe(1280);
    expect(offsets.get(first!)).toBe(offsets.get(third!));
    expect(offsets.get(second!)).not.toBe(offsets.get(first!));
  });
});
