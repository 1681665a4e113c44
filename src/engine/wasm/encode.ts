import { EngineError } from '../../errors.ts';
import { kernelIndex, kernelParameters } from './kernels.ts';
import type { Argument, Call, Phase } from './schedule.ts';

/**
 * Writes phases as the words that `kernels/runtime.ts` executes (its head describes them), for a program that will lie at
 * byte address `base`. Every storage must have its address.
 */
export function encodeProgram(phases: readonly Phase[], base: number): Uint32Array {
  const words: number[] = [phases.length, ...phases.map(() => 0)];
  const addressOf = () => base + 4 * words.length;
  phases.forEach((phase, index) => {
    const tasks = tasksOf(phase).map(calls => {
      const args = calls.map(call => {
        const at = addressOf();
        words.push(...encodeArguments(call));
        return at;
      });
      const at = addressOf();
      words.push(calls.length);
      calls.forEach((call, i) => {
        words.push(kernelIndex(call.kernel), args[i]!);
      });
      return at;
    });
    words[1 + index] = addressOf();
    words.push(0, tasks.length, ...tasks);
  });
  return Uint32Array.from(words);
}

/** Sharded dispatches of a phase run one after the other for each shard; all other tasks stand alone. */
function tasksOf(phase: Phase): Call[][] {
  const shards: Call[][] = [];
  const single: Call[][] = [];
  for (const dispatch of phase)
    dispatch.tasks.forEach((calls, shard) => {
      if (!dispatch.sharded) {
        single.push([...calls]);
        return;
      }
      shards[shard] ??= [];
      shards[shard].push(...calls);
    });
  return [...shards, ...single];
}

const floatBits = new Float32Array(1);
const wordBits = new Uint32Array(floatBits.buffer);

function encodeArguments({ kernel, args }: Call): number[] {
  const parameters = kernelParameters(kernel);
  if (parameters.length !== args.length)
    throw new EngineError(`kernel ${kernel} takes ${parameters.length} arguments, not ${args.length}`);
  return args.map((argument, index) => encodeArgument(argument, parameters[index]![1]));
}

function encodeArgument(argument: Argument, type: 'u32' | 'f32'): number {
  if (typeof argument !== 'number') {
    if (argument.storage.address === undefined)
      throw new EngineError(`storage ${argument.storage.name} has no address`);
    return argument.storage.address + argument.offset;
  }
  if (type === 'u32') return argument >>> 0;
  floatBits[0] = argument;
  return wordBits[0]!;
}
