import { defineCommand } from '../command.ts';
import { examineHost } from '../examine-host.ts';
import { tellExamination } from '../tell-examination.ts';

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'check that this machine has what is needed',
  description:
    'Looks at Node, processor, memory and disk, tries the engine against its reference in double precision, and says ' +
    'where drawings and runs are. Ends with exit code 1 if something is missing.',
  arguments: {},
  options: {},
  examples: [{ command: 'qdl doctor', does: 'is everything here?' }],
  async run({ output }) {
    tellExamination(await examineHost(), output);
  },
});
