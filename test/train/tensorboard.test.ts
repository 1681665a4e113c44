import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import type { EpochMetrics } from '../../src/train/epoch-metrics.ts';
import { encodeEpoch, encodeEvents, eventFileName } from '../../src/train/tensorboard.ts';

/** CRC-32C bit by bit, as RFC 3720 defines it. */
function checksum(bytes: Uint8Array): number {
  let remainder = 0xffffffff;
  for (const byte of bytes) {
    remainder ^= byte;
    for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0x82f63b78 : 0);
  }
  return ~remainder >>> 0;
}

function masked(bytes: Uint8Array): number {
  const crc = checksum(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** The messages of an event file, their checksums checked. */
function records(file: Uint8Array): Uint8Array[] {
  const messages: Uint8Array[] = [];
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  for (let at = 0; at < file.length; ) {
    const length = Number(view.getBigUint64(at, true));
    expect(view.getUint32(at + 8, true)).toBe(masked(file.subarray(at, at + 8)));
    const message = file.subarray(at + 12, at + 12 + length);
    expect(view.getUint32(at + 12 + length, true)).toBe(masked(message));
    messages.push(message);
    at += 16 + length;
  }
  return messages;
}

type Fields = Record<number, unknown[]>;

function decode(bytes: Uint8Array): Fields {
  const reader = new BinaryReader(bytes);
  const fields: Fields = {};
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    const value =
      type === WireType.Varint
        ? Number(reader.int64())
        : type === WireType.Bit64
          ? reader.double()
          : type === WireType.Bit32
            ? reader.float()
            : reader.bytes();
    fields[number] ??= [];
    fields[number].push(value);
  }
  return fields;
}

const text = (bytes: unknown) => new TextDecoder().decode(bytes as Uint8Array);

const epoch: EpochMetrics = {
  epoch: 3,
  step: 36,
  learningRate: 0.001,
  train: { loss: 0.5, accuracy: 0.75 },
  penalty: 0.125,
  validation: { loss: 1.5, accuracy: 0.25 },
  seconds: 1,
  endedAt: '2025-11-24T09:31:00.500Z',
};

describe('TensorBoard events', () => {
  it('begin with the version and hold the scalars of each epoch', () => {
    const startedAt = new Date('2025-11-24T09:30:00.000Z');
    const [version, event, ...others] = records(encodeEvents(startedAt, [epoch])).map(decode);
    expect(others).toEqual([]);
    expect(version![1]).toEqual([startedAt.getTime() / 1000]);
    expect(text(version![3]![0])).toBe('brain.Event:2');
    expect(event![1]).toEqual([Date.parse(epoch.endedAt) / 1000]);
    expect(event![2]).toEqual([3]);
    const summary = decode(event![5]![0] as Uint8Array);
    const scalars = summary[1]!.map(bytes => {
      const value = decode(bytes as Uint8Array);
      return [text(value[1]![0]), value[2]![0]];
    });
    expect(Object.fromEntries(scalars)).toEqual({
      'loss/train': 0.5,
      'accuracy/train': 0.75,
      'loss/penalty': 0.125,
      'loss/validation': 1.5,
      'accuracy/validation': 0.25,
      'learning rate': Math.fround(0.001),
    });
  });

  it('are a file that grows by an epoch at its end', () => {
    const startedAt = new Date();
    const grown = Buffer.concat([encodeEvents(startedAt, []), encodeEpoch(epoch)]);
    expect(grown.equals(encodeEvents(startedAt, [epoch]))).toBe(true);
  });

  it('have the name TensorBoard looks for', () => {
    expect(eventFileName(new Date(1_700_000_000_500), 'host')).toBe('events.out.tfevents.1700000000.host');
  });
});
