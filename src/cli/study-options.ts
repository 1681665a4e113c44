import { byteSize } from './byte-size.ts';
import { flag, integer, text } from './parameter.ts';
import { dataOption } from './shared-options.ts';

/** Options that every experiment has. */
export const studyOptions = {
  data: dataOption,
  out: text({ placeholder: 'DIR', description: 'the study’s own folder (default: a new one in studies)' }),
  resume: text({
    placeholder: 'DIR',
    description:
      'go on with a study, or latest: what is done is kept; other options said with it change its grid',
  }),
  keepRuns: flag('keep the directory of every run, weights and all, in the study’s folder runs'),
  threads: integer({
    min: 1,
    max: 256,
    description: 'cores to use: so many runs go on side by side (default: all)',
  }),
  memory: byteSize({ description: 'most memory for drawings (default: half of the machine’s)' }),
} as const;
