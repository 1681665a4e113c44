import { EngineError } from '../../errors.ts';
import type { CallDescription, Program } from '../backend.ts';
import type { Graph, Node, Value } from '../graph.ts';
import type { ReferenceTensor } from '../operation.ts';
import { filled, zeros } from './tensor.ts';

/** Gives the memory a value is bound to; undefined when it is bound to none. */
export type FindBound = (value: Value) => ReferenceTensor | undefined;

/** Runs a graph node by node, every intermediate value in memory of its own. */
export class ReferenceProgram implements Program {
  readonly calls: readonly CallDescription[];
  readonly arenaBytes: number;
  private readonly nodes: readonly Node[];
  private readonly tensors = new Map<Value, ReferenceTensor>();
  private readonly results: { from: ReferenceTensor; to: ReferenceTensor }[];
  private isDisposed = false;

  constructor(graph: Graph, outputs: readonly Value[], bound: FindBound) {
    this.nodes = neededNodes(graph, outputs);
    const computed = this.nodes.flatMap(node => node.outputs);
    for (const value of graph.constants)
      this.tensors.set(value, filled(value.shape, value.dtype, value.data!));
    for (const value of computed) this.tensors.set(value, zeros(value.shape, value.dtype));
    for (const value of leavesOf(this.nodes, graph, outputs))
      this.tensors.set(value, requireBound(value, bound));

    const copies = outputs.map(value => ({ from: this.tensor(value), to: requireBound(value, bound) }));
    const assignments = graph.assignments.map(({ parameter, value }) => ({
      from: this.tensor(value),
      to: requireBound(parameter, bound),
    }));
    this.results = [...copies, ...assignments].filter(({ from, to }) => from !== to);
    this.arenaBytes = computed.reduce((sum, value) => sum + this.tensor(value).data.byteLength, 0);
    this.calls = this.nodes.map(({ operation, inputs, outputs, attributes }, phase) => ({
      name: operation.name,
      tasks: 1,
      phase,
      flops: operation.flops(inputs, outputs, attributes),
    }));
  }

  async run(): Promise<void> {
    this.requireAlive();
    for (const node of this.nodes) this.evaluate(node);
    this.finish();
  }

  /** Mean milliseconds of each call over `repeats` whole runs. */
  async profile(repeats: number): Promise<Float64Array> {
    this.requireAlive();
    const milliseconds = new Float64Array(this.nodes.length);
    for (let repeat = 0; repeat < repeats; repeat++) {
      this.nodes.forEach((node, index) => {
        const start = performance.now();
        this.evaluate(node);
        milliseconds[index]! += (performance.now() - start) / repeats;
      });
      this.finish();
    }
    return milliseconds;
  }

  dispose(): void {
    this.isDisposed = true;
    this.tensors.clear();
  }

  private evaluate({ operation, inputs, outputs, attributes }: Node): void {
    const tensors = (values: readonly Value[]) => values.map(value => this.tensor(value));
    operation.evaluate(tensors(inputs), tensors(outputs), attributes);
  }

  /** Gives outputs and assigned parameters their values, all read before any is written: a parameter may go to another. */
  private finish(): void {
    const values = this.results.map(({ from }) => from.data.slice());
    this.results.forEach(({ to }, index) => {
      to.data.set(values[index]!);
    });
  }

  private tensor(value: Value): ReferenceTensor {
    return this.tensors.get(value)!;
  }

  private requireAlive(): void {
    if (this.isDisposed) throw new EngineError('the program has been disposed of');
  }
}

/** The nodes that outputs and assignments depend on, in order. */
function neededNodes(graph: Graph, outputs: readonly Value[]): Node[] {
  const wanted = new Set(wantedValues(graph, outputs));
  const needed: Node[] = [];
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some(output => wanted.has(output))) continue;
    needed.push(node);
    for (const input of node.inputs) wanted.add(input);
  }
  return needed.reverse();
}

/** The inputs and parameters that are read. */
function leavesOf(nodes: readonly Node[], graph: Graph, outputs: readonly Value[]): Value[] {
  const read = [...nodes.flatMap(node => node.inputs), ...wantedValues(graph, outputs)];
  return read.filter(value => value.kind === 'input' || value.kind === 'parameter');
}

function wantedValues(graph: Graph, outputs: readonly Value[]): Value[] {
  return [...outputs, ...graph.assignments.map(assignment => assignment.value)];
}

function requireBound(value: Value, bound: FindBound): ReferenceTensor {
  const tensor = bound(value);
  if (tensor) return tensor;
  const name = value.name ?? value.node?.operation.name ?? '';
  throw new EngineError(`compile: the ${value.kind} ${name} is bound to no buffer`);
}
