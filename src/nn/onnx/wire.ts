// ONNX files: protocol buffer messages, of which a network needs few (onnx/onnx.proto3 of https://github.com/onnx/onnx).

import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** A tensor that is stored in the file, row-major: FLOAT or INT64. */
export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

/** A number is an INT, numbers are INTS. */
export type OnnxAttribute = number | readonly number[] | { readonly float: number };

/** One use of an operator: names of tensors in, the name of one tensor out. */
export interface OnnxNode {
  readonly name: string;
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** What goes in or comes out: floats; a size that is a text is known only when the graph runs. */
export interface OnnxValueInfo {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

export interface OnnxModel {
  readonly producer: { readonly name: string; readonly version: string };
  readonly name: string;
  /** A sentence or two for people. */
  readonly description: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
}

/** The operators' version, and the version of the file format that came with it (ONNX 1.12, 2022). */
const OPSET = 17;
const IR_VERSION = 8;

/** Numbers of the fields that are written, by message. */
const MODEL = {
  irVersion: 1,
  producerName: 2,
  producerVersion: 3,
  docString: 6,
  graph: 7,
  opset: 8,
  metadata: 14,
};
const OPSET_ID = { domain: 1, version: 2 };
const ENTRY = { key: 1, value: 2 };
const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12 };
const NODE = { input: 1, output: 2, name: 3, opType: 4, attribute: 5 };
const ATTRIBUTE = { name: 1, float: 2, int: 3, ints: 8, type: 20 };
const TENSOR = { dims: 1, dataType: 2, name: 8, rawData: 9 };
const VALUE_INFO = { name: 1, type: 2 };
const TYPE = { tensor: 1 };
const TENSOR_TYPE = { elementType: 1, shape: 2 };
const SHAPE = { dimension: 1 };
const DIMENSION = { value: 1, parameter: 2 };

const ELEMENT_TYPE = { float: 1, int64: 7 };
const ATTRIBUTE_TYPE = { float: 1, int: 2, ints: 7 };

/** The bytes of a file. */
export function encodeModel(model: OnnxModel): Uint8Array {
  const writer = new BinaryWriter();
  integer(writer, MODEL.irVersion, IR_VERSION);
  text(writer, MODEL.producerName, model.producer.name);
  text(writer, MODEL.producerVersion, model.producer.version);
  text(writer, MODEL.docString, model.description);
  message(writer, MODEL.graph, () => writeGraph(writer, model));
  message(writer, MODEL.opset, () => {
    text(writer, OPSET_ID.domain, '');
    integer(writer, OPSET_ID.version, OPSET);
  });
  for (const [key, value] of Object.entries(model.metadata))
    message(writer, MODEL.metadata, () => {
      text(writer, ENTRY.key, key);
      text(writer, ENTRY.value, value);
    });
  return writer.finish();
}

function writeGraph(writer: BinaryWriter, { name, nodes, initializers, inputs, outputs }: OnnxModel): void {
  for (const node of nodes) message(writer, GRAPH.node, () => writeNode(writer, node));
  text(writer, GRAPH.name, name);
  for (const tensor of initializers) message(writer, GRAPH.initializer, () => writeTensor(writer, tensor));
  for (const value of inputs) message(writer, GRAPH.input, () => writeValueInfo(writer, value));
  for (const value of outputs) message(writer, GRAPH.output, () => writeValueInfo(writer, value));
}

function writeNode(writer: BinaryWriter, { name, opType, inputs, output, attributes }: OnnxNode): void {
  for (const input of inputs) text(writer, NODE.input, input);
  text(writer, NODE.output, output);
  text(writer, NODE.name, name);
  text(writer, NODE.opType, opType);
  for (const [key, value] of Object.entries(attributes))
    message(writer, NODE.attribute, () => writeAttribute(writer, key, value));
}

function writeAttribute(writer: BinaryWriter, name: string, value: OnnxAttribute): void {
  text(writer, ATTRIBUTE.name, name);
  if (typeof value === 'number') {
    integer(writer, ATTRIBUTE.int, value);
    integer(writer, ATTRIBUTE.type, ATTRIBUTE_TYPE.int);
  } else if ('float' in value) {
    writer.tag(ATTRIBUTE.float, WireType.Bit32).float(value.float);
    integer(writer, ATTRIBUTE.type, ATTRIBUTE_TYPE.float);
  } else {
    for (const element of value) integer(writer, ATTRIBUTE.ints, element);
    integer(writer, ATTRIBUTE.type, ATTRIBUTE_TYPE.ints);
  }
}

function writeTensor(writer: BinaryWriter, { name, shape, data }: OnnxTensor): void {
  for (const size of shape) integer(writer, TENSOR.dims, size);
  const type = data instanceof Float32Array ? ELEMENT_TYPE.float : ELEMENT_TYPE.int64;
  integer(writer, TENSOR.dataType, type);
  text(writer, TENSOR.name, name);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  writer.tag(TENSOR.rawData, WireType.LengthDelimited).bytes(bytes);
}

function writeValueInfo(writer: BinaryWriter, { name, shape }: OnnxValueInfo): void {
  text(writer, VALUE_INFO.name, name);
  message(writer, VALUE_INFO.type, () =>
    message(writer, TYPE.tensor, () => {
      integer(writer, TENSOR_TYPE.elementType, ELEMENT_TYPE.float);
      message(writer, TENSOR_TYPE.shape, () => {
        for (const size of shape) message(writer, SHAPE.dimension, () => writeDimension(writer, size));
      });
    }),
  );
}

function writeDimension(writer: BinaryWriter, size: number | string): void {
  if (typeof size === 'number') integer(writer, DIMENSION.value, size);
  else text(writer, DIMENSION.parameter, size);
}

function message(writer: BinaryWriter, field: number, write: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write();
  writer.join();
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

function integer(writer: BinaryWriter, field: number, value: number): void {
  writer.tag(field, WireType.Varint).int64(value);
}
