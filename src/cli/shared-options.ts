import { integer, list, text } from './parameter.ts';

// Options that mean the same in several commands.

/** A folder of drawings; the starter pack if it is left out. */
export const dataOption = text({
  placeholder: 'DIR',
  description: 'a folder of drawings (default: the starter pack)',
});

/** Names of categories. */
export const categoriesOption = list({
  placeholder: 'a,b,…',
  description: 'these categories only (default: all there are)',
});

/** The seed of whatever the command draws at random. */
export const seedOption = integer({ description: 'seed of the random numbers', min: 0, default: 1 });

/** The run that a command uses. */
export const runArgument = text({
  placeholder: 'RUN',
  description: 'a run: its directory, its name, a part of its name, or latest',
  required: true,
});
