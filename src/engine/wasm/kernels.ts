import { kernelTable } from './generated/kernel-table.ts';
import { kernelsWasm } from './generated/kernels-wasm.ts';

export type KernelName = keyof typeof kernelTable;

/** What every instance exports besides the kernels, which it exports too. */
export interface KernelExports {
  run(program: number, sync: number, threads: number, from: number, to: number): number;
  setScratch(address: number): number;
}

export const kernelIndex = (name: KernelName): number => kernelTable[name].index;

/** Names and types (`u32` or `f32`) of a kernel's parameters. */
export const kernelParameters = (name: KernelName): readonly (readonly [string, 'u32' | 'f32'])[] =>
  kernelTable[name].parameters;

let compiled: WebAssembly.Module | undefined;

/** The module of all kernels; compiled once. */
export function kernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(
    Uint8Array.from(atob(kernelsWasm), character => character.charCodeAt(0)),
  );
  return compiled;
}
