import { UsageError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import { integer, text } from '../parameter.ts';
import { categoriesOption, dataOption, seedOption } from '../shared-options.ts';
import { tellSample } from '../tell-sample.ts';

const SCALE = 3;
const MOST_COLUMNS = 20;

export const dataShow = defineCommand({
  name: 'data show',
  summary: 'show some drawings: a contact sheet as PNG, a preview on the terminal',
  description:
    'Draws some drawings of each category at random and puts them on a contact sheet, a PNG file. On a terminal with ' +
    'colors a few of them are shown there too.',
  arguments: {},
  options: {
    data: dataOption,
    categories: categoriesOption,
    count: integer({ description: 'drawings of each category', min: 1, max: 1000, default: 10 }),
    seed: { ...seedOption, description: 'another seed shows other drawings' },
    out: text({ placeholder: 'FILE', description: 'the contact sheet', default: 'sheet.png' }),
  },
  examples: [
    { command: 'qdl data show', does: 'ten drawings of each category of the starter pack' },
    {
      command: 'qdl data show --data quickdraw --categories cat --count 100 --out cats.png',
      does: 'a hundred cats',
    },
  ],
  async run({ options: { data, categories, count, seed, out }, output, signal }) {
    refuseOtherPictures(out);
    const { sampleFolder, starterFolder, writePng } = await import('../../data/node/index.ts');
    const { contactSheet } = await import('../../data/index.ts');
    const samples = await sampleFolder(data ?? starterFolder, { categories, count, seed, signal });
    const cells = samples.flatMap(({ name, drawings }) =>
      drawings.map(bitmap => (samples.length > 1 ? { bitmap, caption: [name] } : { bitmap })),
    );
    const sheet = contactSheet(cells, { columns: Math.min(count, MOST_COLUMNS), scale: SCALE });
    const bytes = await writePng(out, sheet);
    tellSample(samples, { path: out, bytes, width: sheet.width, height: sheet.height }, output);
  },
});

/** A PNG by the name of another format is one that many programs do not open. */
function refuseOtherPictures(out: string): void {
  if (!/\.(jpe?g|gif|webp|bmp|tiff?|svg|pdf)$/i.test(out)) return;
  throw new UsageError(`The contact sheet is a PNG; --out ${out} is the name of something else.`, {
    hint: `Call it ${out.replace(/\.\w+$/, '.png')}.`,
  });
}
