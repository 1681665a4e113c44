import { EngineError } from '../../errors.ts';
import type { Backend, Bindings, Buffer, Program, TensorData } from '../backend.ts';
import type { Graph, Value } from '../graph.ts';
import type { ReferenceTensor } from '../operation.ts';
import { type DataType, formatShape, type Shape, sameShape, type TensorType } from '../shape.ts';
import { ReferenceProgram } from './program.ts';
import { zeros } from './tensor.ts';

const NAME = 'reference';

interface ReferenceBuffer extends Buffer, ReferenceTensor {}

/**
 * The backend other backends are measured against: float64, the plain loops of each operation's own `evaluate`, nothing
 * merged, nothing moved. Slow, and obviously right.
 */
export class ReferenceBackend implements Backend {
  readonly name = NAME;
  private readonly live = new Set<Buffer>();

  buffer(shape: Shape, dtype: DataType = 'f32'): Buffer {
    const buffer: ReferenceBuffer = { ...zeros(shape, dtype), backend: NAME };
    this.live.add(buffer);
    return buffer;
  }

  write(buffer: Buffer, data: TensorData, offset = 0): void {
    const { data: elements } = this.inside(buffer);
    if (offset < 0 || offset + data.length > elements.length)
      throw new EngineError(
        `write: elements ${offset}…${offset + data.length - 1} are not inside ${formatShape(buffer.shape)}`,
      );
    elements.set(data, offset);
  }

  async read(buffer: Buffer): Promise<TensorData> {
    return this.inside(buffer).data.slice();
  }

  free(buffer: Buffer): void {
    this.inside(buffer);
    this.live.delete(buffer);
  }

  compile(graph: Graph, outputs: readonly Value[], bindings: Bindings): Program {
    for (const [value, buffer] of bindings) requireSameType(value, buffer);
    return new ReferenceProgram(graph, outputs, value => {
      const buffer = bindings.get(value);
      return buffer && this.inside(buffer);
    });
  }

  async close(): Promise<void> {
    this.live.clear();
  }

  private inside(buffer: Buffer): ReferenceBuffer {
    if (!this.live.has(buffer)) throw new EngineError('the buffer was freed or belongs to another backend');
    return buffer as ReferenceBuffer;
  }
}

function requireSameType(value: Value, buffer: TensorType): void {
  if (value.dtype === buffer.dtype && sameShape(value.shape, buffer.shape)) return;
  const format = ({ dtype, shape }: TensorType) => `${dtype}${formatShape(shape)}`;
  throw new EngineError(
    `compile: ${value.name ?? value.node?.operation.name ?? value.kind} is ${format(value)}, its buffer ${format(buffer)}`,
  );
}
