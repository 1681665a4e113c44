// Entry of a crew's thread under Node.
import { parentPort, workerData } from 'node:worker_threads';
import { serve } from '../wasm/member.js';

serve(workerData, () => parentPort?.postMessage('ready'));
