// TensorBoard's event files: records of protocol buffer messages (tensorflow/core/util/event.proto and
// framework/summary.proto), framed by length and checksums as TensorFlow's record_writer.cc does.

import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { crc32c } from '../data/node/index.ts';
import type { EpochMetrics } from './epoch-metrics.ts';

/** Fields of the message Event. */
const WALL_TIME = 1;
const STEP = 2;
const FILE_VERSION = 3;
const SUMMARY = 5;
/** Fields of Summary and of its Value. */
const VALUE = 1;
const TAG = 1;
const SIMPLE_VALUE = 2;

/** The name TensorBoard looks for; `startedAt` and the host tell the files of several sittings apart. */
export function eventFileName(startedAt: Date, host: string): string {
  return `events.out.tfevents.${Math.floor(startedAt.getTime() / 1000)}.${host}`;
}

/** The bytes of an event file with the curves of a run: loss, accuracy and learning rate by epoch. */
export function encodeEvents(startedAt: Date, epochs: readonly EpochMetrics[]): Uint8Array {
  return Buffer.concat([frame(versionEvent(startedAt)), ...epochs.map(encodeEpoch)]);
}

/** What an epoch adds to an event file. */
export function encodeEpoch(epoch: EpochMetrics): Uint8Array {
  return frame(scalarEvent(new Date(epoch.endedAt), epoch.epoch, scalarsOf(epoch)));
}

function scalarsOf({ train, validation, penalty, learningRate }: EpochMetrics): Record<string, number> {
  return {
    'loss/train': train.loss,
    'accuracy/train': train.accuracy,
    ...(penalty > 0 && { 'loss/penalty': penalty }),
    ...(validation && { 'loss/validation': validation.loss, 'accuracy/validation': validation.accuracy }),
    'learning rate': learningRate,
  };
}

function versionEvent(time: Date): Uint8Array {
  return new BinaryWriter()
    .tag(WALL_TIME, WireType.Bit64)
    .double(time.getTime() / 1000)
    .tag(FILE_VERSION, WireType.LengthDelimited)
    .string('brain.Event:2')
    .finish();
}

function scalarEvent(time: Date, step: number, scalars: Readonly<Record<string, number>>): Uint8Array {
  const writer = new BinaryWriter()
    .tag(WALL_TIME, WireType.Bit64)
    .double(time.getTime() / 1000)
    .tag(STEP, WireType.Varint)
    .int64(step)
    .tag(SUMMARY, WireType.LengthDelimited)
    .fork();
  for (const [tag, value] of Object.entries(scalars))
    writer
      .tag(VALUE, WireType.LengthDelimited)
      .fork()
      .tag(TAG, WireType.LengthDelimited)
      .string(tag)
      .tag(SIMPLE_VALUE, WireType.Bit32)
      .float(value)
      .join();
  return writer.join().finish();
}

/** A record: length (u64), its masked checksum, the message, its masked checksum, all little-endian. */
function frame(message: Uint8Array): Uint8Array {
  const record = new Uint8Array(16 + message.length);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(message.length), true);
  view.setUint32(8, maskedChecksum(record.subarray(0, 8)), true);
  record.set(message, 12);
  view.setUint32(12 + message.length, maskedChecksum(message), true);
  return record;
}

/** Rotated and shifted, since the CRC of data that holds CRCs is weak (TensorFlow's lib/hash/crc32c.h). */
function maskedChecksum(bytes: Uint8Array): number {
  const checksum = crc32c(bytes);
  return (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0;
}
