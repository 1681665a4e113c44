import { EngineError } from '../../errors.ts';
import type { Buffer } from '../backend.ts';
import type { KernelName } from './kernels.ts';
import type { Dispatch } from './schedule.ts';
import type { Storage } from './storage.ts';

/** A place in a buffer that a kernel reads or writes. */
export interface BufferPlace {
  readonly buffer: Buffer;
  /** Bytes from the start of the buffer. Default 0. */
  readonly offset?: number;
  readonly access: 'read' | 'write' | 'update';
}

/** One call of a kernel of `kernels/`; arguments in the order of its parameters, addresses as places in buffers. */
export interface KernelCall {
  readonly kernel: KernelName;
  readonly args: readonly (number | BufferPlace)[];
}

/** Calls for computations that are no graphs: tasks run at the same time on the threads there are, the calls of a task one after the other. */
export interface KernelStep {
  readonly name: string;
  readonly tasks: readonly (readonly KernelCall[])[];
}

/** The dispatches of `steps`. A step waits for the steps before it whose buffers it shares (unless both only read them). */
export function dispatchSteps(
  steps: readonly KernelStep[],
  storageOf: (buffer: Buffer) => Storage,
): Dispatch[] {
  return steps.map(({ name, tasks }) => {
    if (tasks.length === 0) throw new EngineError(`step ${name} has no tasks`);
    return {
      name,
      sharded: false,
      flops: 0,
      tasks: tasks.map(calls =>
        calls.map(({ kernel, args }) => ({
          kernel,
          args: args.map(argument => {
            if (typeof argument === 'number') return argument;
            const { buffer, offset = 0, access } = argument;
            return { storage: storageOf(buffer), offset, access };
          }),
        })),
      ),
    };
  });
}
