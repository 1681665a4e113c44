// The parts that run in Node and in a browser. Files, runs and commands are under `quickdraw-lab/data/node` and `quickdraw-lab/train`.
export * from './analysis/index.ts';
export * from './data/index.ts';
export * from './engine/index.ts';
export * from './nn/index.ts';
export * from './trees/index.ts';
