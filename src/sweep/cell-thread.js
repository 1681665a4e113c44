// Entry of a thread that runs cells.
import { parentPort, workerData } from 'node:worker_threads';
import { serveCells } from './serve-cells.ts';

serveCells(/** @type {import('node:worker_threads').MessagePort} */ (parentPort), workerData);
