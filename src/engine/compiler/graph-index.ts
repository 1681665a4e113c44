import type { Graph, Node, Value } from '../graph.ts';

/** Who reads which value of a graph: what a rewrite rule needs to know. */
export class GraphIndex {
  private readonly readers = new Map<Value, Node[]>();
  private readonly kept: ReadonlySet<Value>;

  /** `outputs` are values that somebody outside the graph reads. */
  constructor(graph: Graph, outputs: readonly Value[]) {
    for (const node of graph.nodes)
      for (const input of new Set(node.inputs)) {
        const readers = this.readers.get(input);
        if (readers) readers.push(node);
        else this.readers.set(input, [node]);
      }
    this.kept = new Set([...outputs, ...graph.assignments.map(assignment => assignment.value)]);
  }

  readersOf(value: Value): readonly Node[] {
    return this.readers.get(value) ?? [];
  }

  /** Whether nobody but `nodes` sees the value. */
  isPrivateTo(value: Value, nodes: readonly (Node | undefined)[]): boolean {
    return !this.kept.has(value) && this.readersOf(value).every(reader => nodes.includes(reader));
  }

  /** The one reader of `value` that is the operation `name`, if there is exactly one. */
  reader(value: Value, name: string): Node | undefined {
    const found = this.readersOf(value).filter(node => node.operation.name === name);
    return found.length === 1 ? found[0] : undefined;
  }
}

/** The node that makes `value`, if it is the operation `name`. */
export function maker(value: Value, name: string): Node | undefined {
  return value.node?.operation.name === name ? value.node : undefined;
}
