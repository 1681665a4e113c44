/** The study's ten categories of the double-descent experiment, all in the starter pack. */
export const STUDIED_CATEGORIES: readonly string[] = [
  'rainbow',
  'lighthouse',
  'giraffe',
  'eyeglasses',
  'tooth',
  'teapot',
  'sock',
  'camouflage',
  'cow',
  'couch',
];

const PER_CATEGORY = 200;

interface DataOptions {
  readonly data: string | null;
  readonly categories: string[] | null;
  readonly perCategory: number | null;
}

/**
 * What is trained on when nothing is said about drawings: a minute's worth of the starter pack. With a
 * folder, or with categories, all there is.
 */
export function selectFromStarter<T extends DataOptions>(options: T): T {
  if (options.data !== null || options.categories !== null) return options;
  return {
    ...options,
    categories: [...STUDIED_CATEGORIES],
    perCategory: options.perCategory ?? PER_CATEGORY,
  };
}
