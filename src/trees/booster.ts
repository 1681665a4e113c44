import type { Buffer, KernelCall, Program, WasmBackend } from '../engine/index.ts';
import type { LabeledDrawings } from '../nn/index.ts';
import { type BinnedRows, numberBins, type SplitOfBin } from './binned-rows.ts';
import { growerBlock } from './grower-block.ts';
import { grownTreeLength, readGrownTree } from './grown-tree.ts';
import { KernelMemory, reads, updates } from './kernel-memory.ts';
import type { TreeOptions } from './options.ts';
import { rowsBlock } from './rows-block.ts';
import { baggingRound, drawFeatures, drawRows } from './sampling.ts';
import type { Tree } from './tree.ts';

/** Rows of a task that computes softmax. */
const SOFTMAX_ROWS = 512;

export interface BoosterStart {
  readonly drawings: LabeledDrawings;
  readonly rows: BinnedRows;
  readonly classes: number;
  /** float64 [classes, N], what boosting goes on from. */
  readonly scores: Float64Array;
  /** For each class 1 if it has rows and is not the only one that has. */
  readonly trainable: Uint8Array;
  readonly options: TreeOptions;
}

/**
 * Boosting on the kernels: keeps training rows and scores in the backend's memory, and grows a tree for each class when asked. There is a
 * grower, with working memory of its own, for each thread; a grower takes one class after the other, so that a tree does not depend
 * on how many there are.
 */
export class Booster {
  private readonly options: TreeOptions;
  private readonly classes: number;
  private readonly rows: BinnedRows;
  private readonly splitOfBin: SplitOfBin;
  private readonly memory: KernelMemory;
  private readonly scores: Buffer;
  private readonly bag: Buffer;
  private readonly featureMask: Buffer;
  private readonly trees: Buffer;
  private readonly nextClass: Buffer;
  private readonly reports: Buffer;
  private readonly softmax: Program;
  private readonly growth: Program;
  private bagRound: number | undefined;

  constructor(backend: WasmBackend, start: BoosterStart) {
    const { drawings, rows, classes, options } = start;
    this.options = options;
    this.classes = classes;
    this.rows = rows;
    this.splitOfBin = numberBins(rows).splitOfBin;
    this.memory = new KernelMemory(backend);
    const memory = this.memory;
    this.bag = memory.allocate(4 * (1 + rows.count));
    this.featureMask = memory.allocate(classes * rows.pixels.length);
    this.trees = memory.allocate(8 * classes * grownTreeLength(options.numLeaves));
    this.nextClass = memory.allocate(4);
    this.reports = memory.allocate(16 * Math.ceil(rows.count / SOFTMAX_ROWS));
    this.scores = memory.allocate(start.scores.byteLength, start.scores);
    const { scores } = this;
    const labels = memory.allocate(drawings.labels.byteLength, drawings.labels);
    const softmax = memory.allocate(16 * rows.count);
    this.softmax = backend.compileCalls([
      { name: 'softmax', tasks: this.softmaxTasks(scores, labels, softmax) },
    ]);
    const shared = [
      updates(scores),
      reads(labels),
      reads(softmax),
      reads(this.bag),
      reads(this.featureMask),
      reads(memory.allocate(classes, start.trainable)),
      updates(this.trees),
      updates(this.nextClass),
    ];
    const rowsBuffer = reads(this.allocateRows(drawings.bitmaps));
    const growers = Array.from({ length: Math.min(backend.threads, classes) }, () => this.allocateGrower());
    const settings = reads(this.allocateSettings(growers.length));
    this.growth = backend.compileCalls([
      {
        name: 'trees',
        tasks: growers.map(grower => [
          { kernel: 'growTrees', args: [rowsBuffer, settings, updates(grower), ...shared] },
        ]),
      },
    ]);
  }

  /** Computes softmax of all rows' scores. Returns the mean cross-entropy in nats and the share of rows that are right. */
  async assess(): Promise<{ loss: number; accuracy: number }> {
    await this.softmax.run();
    const reports = this.memory.doubles(this.reports, 2 * Math.ceil(this.rows.count / SOFTMAX_ROWS));
    let loss = 0;
    let right = 0;
    for (let task = 0; task < reports.length; task += 2) {
      loss += reports[task]!;
      right += reports[task + 1]!;
    }
    return { loss: loss / this.rows.count, accuracy: right / this.rows.count };
  }

  /** Grows a tree for each class on what `assess` found, and adds them to the scores. A tree of one leaf is constant 0. */
  async growRound(round: number): Promise<Tree[]> {
    this.sample(round);
    this.memory.write(this.nextClass, Uint32Array.of(0));
    await this.growth.run();
    const { numLeaves, learningRate } = this.options;
    const length = grownTreeLength(numLeaves);
    const numbers = this.memory.doubles(this.trees, this.classes * length);
    return Array.from({ length: this.classes }, (_, k) =>
      readGrownTree(
        numbers.subarray(length * k, length * (k + 1)),
        { numLeaves, learningRate, rows: this.rows.count },
        this.splitOfBin,
      ),
    );
  }

  /** Adds a constant to the scores of class `k`; takes effect with the next `assess`. */
  addToScores(k: number, value: number): void {
    const { count } = this.rows;
    const scores = this.memory
      .doubles(this.scores, count * this.classes)
      .subarray(count * k, count * (k + 1));
    scores.forEach((score, row) => {
      scores[row] = score + value;
    });
  }

  dispose(): void {
    this.softmax.dispose();
    this.growth.dispose();
    this.memory.dispose();
  }

  private softmaxTasks(scores: Buffer, labels: Buffer, softmax: Buffer): KernelCall[][] {
    const { count } = this.rows;
    return Array.from({ length: Math.ceil(count / SOFTMAX_ROWS) }, (_, task) => {
      const from = SOFTMAX_ROWS * task;
      const to = Math.min(count, from + SOFTMAX_ROWS);
      const report = updates(this.reports, 16 * task);
      const args = [
        reads(scores),
        reads(labels),
        updates(softmax),
        report,
        count,
        this.classes,
        from,
        to,
      ] as const;
      return [{ kernel: 'softmaxRows', args }];
    });
  }

  private allocateRows(bitmaps: Uint8Array): Buffer {
    const block = rowsBlock(this.rows, bitmaps);
    const buffer = this.memory.allocate(block.bytes);
    block.fill(this.memory.bytes(buffer), bitmaps);
    return buffer;
  }

  private allocateGrower(): Buffer {
    const { count, pixels } = this.rows;
    const bins = numberBins(this.rows).featureStart.at(-1)!;
    const { bytes, header } = growerBlock({ rows: count, features: pixels.length, bins }, this.options);
    const buffer = this.memory.allocate(bytes);
    this.memory.write(buffer, header);
    return buffer;
  }

  private allocateSettings(growers: number): Buffer {
    const settings = settingsOf(this.options, this.classes, growers);
    return this.memory.allocate(settings.byteLength, settings);
  }

  /** Says which rows and which pixels the trees of `round` may use. */
  private sample(round: number): void {
    const { count, pixels } = this.rows;
    const bagRound = baggingRound(round, this.options);
    if (bagRound !== this.bagRound) {
      this.memory.write(this.bag, drawRows(count, round, this.options));
      this.bagRound = bagRound;
    }
    const mask = this.memory.bytes(this.featureMask);
    for (let k = 0; k < this.classes; k++)
      drawFeatures(mask.subarray(k * pixels.length, (k + 1) * pixels.length), k, round, this.options);
  }
}

/** The block `Settings` of kernels/tree-memory.ts. */
function settingsOf(options: TreeOptions, classes: number, growers: number): Float64Array {
  return Float64Array.of(
    options.numLeaves,
    options.maxDepth,
    options.minDataInLeaf,
    options.minSumHessianInLeaf,
    options.lambdaL1,
    options.lambdaL2,
    options.minGainToSplit,
    options.learningRate,
    classes,
    growers,
  );
}
