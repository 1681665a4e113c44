import type { Lowering } from '../lowering.ts';

/** How each operation becomes kernel calls, by its name. */
export const lowerings: Readonly<Record<string, Lowering | undefined>> = {};
