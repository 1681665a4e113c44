import type { ExportFormat } from '../../train/index.ts';
import { defineCommand } from '../command.ts';
import { choice, flag, text } from '../parameter.ts';
import { runArgument } from '../shared-options.ts';
import { tellExport } from '../tell-export.ts';

const FORMATS = ['onnx', 'safetensors', 'lightgbm'] as const satisfies ExportFormat[];

export const exportCommand = defineCommand({
  name: 'export',
  summary: 'write a trained model for other programs: onnx, safetensors, lightgbm',
  description:
    'Writes the best weights of a run into one file. onnx: the whole network, for ONNX Runtime in web pages and elsewhere; a bitmap ' +
    '[N, 1, 28, 28] of 0 to 1 gives logits [N, categories]; the names of the categories are in its metadata. safetensors: the weights alone, ' +
    'as PyTorch’s load_state_dict takes them. lightgbm: boosted trees (gbdt) as LightGBM’s text.',
  arguments: { run: runArgument },
  options: {
    format: choice(FORMATS, {
      placeholder: 'FORMAT',
      description: 'onnx or safetensors for networks, lightgbm for trees',
      required: true,
    }),
    out: text({
      placeholder: 'FILE',
      description: 'the file, or a folder for it (default: the run’s name, in the working folder)',
    }),
    force: flag('replace another file of that name'),
  },
  examples: [
    { command: 'qdl export latest --format onnx', does: 'the last run, for a web page' },
    { command: 'qdl export brave-otter --format safetensors --out otter.safetensors', does: 'for PyTorch' },
    { command: 'qdl export latest --format lightgbm', does: 'trees, for lightgbm.Booster(model_file=…)' },
  ],
  async run({ arguments: { run }, options: { format, out, force }, output }) {
    const { exportRun, findRun } = await import('../../train/index.ts');
    tellExport(await exportRun(await findRun(run), { format, out, force }), output);
  },
});
