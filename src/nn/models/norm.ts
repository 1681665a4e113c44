/** Normalizations a model can have before its activations. */
export const normNames = ['none', 'batch'] as const;

export type NormName = (typeof normNames)[number];
