import type { Conv2dAttributes, Node, Shape } from '../../engine/index.ts';
import { EngineError } from '../../errors.ts';
import { CHANNELS_FIRST, CHANNELS_LAST, IMAGE_RANK, type OnnxGraphBuilder } from './graph-builder.ts';
import type { OnnxAttribute } from './wire.ts';

/** Adds the ONNX nodes that one use of an operation becomes. Gives the name of its output. */
type Translation = (node: Node, onnx: OnnxGraphBuilder) => string;

type Attributes = Readonly<Record<string, OnnxAttribute>>;

/** Kernels [KH, KW, Cin, Cout] as ONNX has them, [Cout, Cin, KH, KW]. */
const KERNEL_ORDER = [3, 2, 0, 1];

/** Before the first of an axis, for a Slice that goes backwards. */
const BEFORE_FIRST = -(2n ** 63n);

const unary =
  (opType: string, attributes: Attributes = {}): Translation =>
  ({ inputs: [x] }, onnx) =>
    onnx.add(opType, [onnx.operand(x!)], attributes);

const binary =
  (opType: string): Translation =>
  ({ inputs, outputs: [y] }, onnx) =>
    onnx.add(
      opType,
      inputs.map(input => onnx.operand(input, y!.shape.length)),
    );

/** Over the channels, or whatever the engine's last axis is. */
const alongChannels =
  (opType: string): Translation =>
  ({ inputs: [x] }, onnx) =>
    onnx.add(opType, [onnx.operand(x!)], { axis: onnxAxis(x!.shape.length - 1, x!.shape.length) });

const pooling =
  (opType: string): Translation =>
  ({ inputs: [x], attributes }, onnx) => {
    const { size, stride } = attributes as { size: number; stride: number };
    return onnx.add(opType, [onnx.operand(x!)], { kernel_shape: [size, size], strides: [stride, stride] });
  };

const conv2d: Translation = ({ inputs: [x, w], outputs: [y], attributes }, onnx) => {
  const { stride } = attributes as Conv2dAttributes;
  const field = w!.shape.slice(0, 2);
  const missing = field.map((size, i) =>
    Math.max(0, (y!.shape[1 + i]! - 1) * stride + size - x!.shape[1 + i]!),
  );
  const before = missing.map(zeros => Math.floor(zeros / 2));
  const after = missing.map((zeros, i) => zeros - before[i]!);
  return onnx.add('Conv', [onnx.operand(x!), onnx.constant(w!, KERNEL_ORDER)], {
    kernel_shape: field,
    strides: [stride, stride],
    pads: [...before, ...after],
  });
};

const matmul: Translation = ({ inputs, attributes }, onnx) => {
  const { transposeA, transposeB } = attributes as { transposeA: boolean; transposeB: boolean };
  const operands = inputs.map(input => onnx.operand(input));
  // ONNX Runtime merges a bias that follows into a MatMul, but not into a Gemm.
  if (!transposeA && !transposeB) return onnx.add('MatMul', operands);
  return onnx.add('Gemm', operands, { transA: Number(transposeA), transB: Number(transposeB) });
};

const flip: Translation = ({ inputs: [x], attributes }, onnx) => {
  const { axis } = attributes as { axis: number };
  const [last, end] = [onnx.integers([-1n]), onnx.integers([BEFORE_FIRST])];
  const along = onnx.integers([BigInt(onnxAxis(axis, x!.shape.length))]);
  return onnx.add('Slice', [onnx.operand(x!), last, end, along, last]);
};

const concat: Translation = ({ inputs, outputs: [y], attributes }, onnx) => {
  const rank = y!.shape.length;
  const operands = inputs.map(input => onnx.operand(input, rank));
  return onnx.add('Concat', operands, { axis: onnxAxis((attributes as { axis: number }).axis, rank) });
};

/** The engine's order of elements counts: an image's channels go last before, and first after. */
const reshape: Translation = ({ inputs: [x], outputs: [y] }, onnx) => {
  if (x!.batched && !y!.batched) throw new EngineError('ONNX: a reshape mixes drawings of a batch.');
  const transposed = (name: string, perm: readonly number[], { shape }: { shape: Shape }) =>
    shape.length === IMAGE_RANK && !isSameEitherWay(shape) ? onnx.add('Transpose', [name], { perm }) : name;
  const { shape } = y!;
  const isMoved = shape.length === IMAGE_RANK && isSameEitherWay(shape);
  const sizes = (isMoved ? CHANNELS_FIRST.map(axis => shape[axis]!) : shape).map(BigInt);
  // 0 stands for the size that the input has there.
  const target = onnx.integers(y!.batched ? [0n, ...sizes.slice(1)] : sizes);
  const channelsLast = transposed(onnx.operand(x!), CHANNELS_LAST, x!);
  return transposed(onnx.add('Reshape', [channelsLast, target]), CHANNELS_FIRST, y!);
};

/** Whether the elements of an image [N, H, W, C] stand in the same order with its channels first. */
function isSameEitherWay([, height, width, channels]: Shape): boolean {
  return channels === 1 || (height === 1 && width === 1);
}

/** An axis of the engine's tensors in ONNX's order. */
function onnxAxis(axis: number, rank: number): number {
  return rank === IMAGE_RANK ? CHANNELS_FIRST.indexOf(axis as 0 | 1 | 2 | 3) : axis;
}

/** By the operation's name: what a network that answers a drawing may be built of. */
const translations: Readonly<Record<string, Translation>> = {
  absolute: unary('Abs'),
  add: binary('Add'),
  averagePool2d: pooling('AveragePool'),
  concat,
  conv2d,
  divide: binary('Div'),
  exp: unary('Exp'),
  flip,
  leakyRelu: (node, onnx) =>
    unary('LeakyRelu', { alpha: { float: (node.attributes as { slope: number }).slope } })(node, onnx),
  log: unary('Log'),
  logSoftmax: alongChannels('LogSoftmax'),
  matmul,
  maxPool2d: pooling('MaxPool'),
  maximum: binary('Max'),
  multiply: binary('Mul'),
  negate: unary('Neg'),
  relu: unary('Relu'),
  reshape,
  sigmoid: unary('Sigmoid'),
  softmax: alongChannels('Softmax'),
  sqrt: unary('Sqrt'),
  square: (node, onnx) => binary('Mul')({ ...node, inputs: [node.inputs[0]!, node.inputs[0]!] }, onnx),
  subtract: binary('Sub'),
  tanh: unary('Tanh'),
};

/** Adds a node of the engine's graph. @throws EngineError if it has no ONNX form here. */
export function translate(node: Node, onnx: OnnxGraphBuilder): void {
  const { name } = node.operation;
  const translation = Object.hasOwn(translations, name) ? translations[name] : undefined;
  if (!translation) {
    throw new EngineError(`The operation '${name}' cannot be written as ONNX.`, {
      hint: `These can: ${Object.keys(translations).join(', ')}.`,
    });
  }
  onnx.define(node.outputs[0]!, translation(node, onnx));
}
