export { philox4x32, type RandomPurpose, RandomStream } from './random.ts';
