// Executes a program: phases of tasks of kernel calls, with a barrier after each phase.
//
// Layout in memory, all words u32:
//   program: [phases, phase 0, phase 1, ...]         phase: address
//   phase:   [next task (atomic), tasks, task 0, ...]    task: address
//   task:    [calls, kernel 0, args 0, kernel 1, args 1, ...]
//   sync:    [arrived (atomic), generation (atomic), broken (atomic): a thread has trapped and will never arrive]
// Which thread takes which task depends on timing; what a task computes does not.
import { dispatch } from './generated/dispatch';

const SPINS: i32 = 4096;

function runTask(task: usize): void {
  const calls = load<u32>(task);
  for (let i: u32 = 0; i < calls; i++) {
    dispatch(load<i32>(task + 8 * i, 4), load<usize>(task + 8 * i, 8));
  }
}

/** Waits until all threads have come here; the last to arrive rewinds the phase's task counter and lets the others go. */
function barrier(sync: usize, phase: usize, threads: i32): void {
  const generation = atomic.load<i32>(sync, 4);
  if (atomic.add<i32>(sync, 1) == threads - 1) {
    atomic.store<i32>(sync, 0);
    atomic.store<i32>(phase, 0);
    atomic.add<i32>(sync, 1, 4);
    atomic.notify(sync + 4, -1);
    return;
  }
  for (let spin: i32 = 0; spin < SPINS; spin++) {
    if (atomic.load<i32>(sync, 4) != generation) return;
  }
  while (atomic.load<i32>(sync, 4) == generation && !atomic.load<i32>(sync, 8)) {
    atomic.wait<i32>(sync + 4, generation, -1);
  }
}

/** Runs phases `from` (inclusive) to `to` (exclusive) of a program as one of `threads` threads. Returns the number of phases run. */
export function run(program: usize, sync: usize, threads: i32, from: i32, to: i32): i32 {
  for (let index = from; index < to; index++) {
    const phase = load<usize>(program + 4 * index, 4);
    const tasks = load<i32>(phase, 4);
    if (threads == 1) {
      for (let task = 0; task < tasks; task++) runTask(load<usize>(phase + 4 * task, 8));
      continue;
    }
    for (let task = atomic.add<i32>(phase, 1); task < tasks; task = atomic.add<i32>(phase, 1)) {
      runTask(load<usize>(phase + 4 * task, 8));
    }
    barrier(sync, phase, threads);
  }
  return to - from;
}
