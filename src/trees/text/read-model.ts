import { DataError } from '../../errors.ts';
import { PIXELS } from '../drawing.ts';
import { TreeModel } from '../model.ts';
import { readTree } from './read-tree.ts';
import { TextFields } from './text-fields.ts';

const MOST_CLASSES = 100_000;

/**
 * Reads a model of LightGBM's text format (`Booster.save_model`) for drawings of 784 pixels with objective `multiclass`.
 *
 * Throws a DataError for anything else: damaged files, other objectives, splits by category, linear leaves, averaged trees (random
 * forests).
 *
 * @param where names the file in messages
 */
export function readLightGbmModel(text: string, where = 'the model'): TreeModel {
  const lines = text.split(/\r?\n/);
  if (lines[0] !== 'tree')
    throw new DataError(`${where} is no LightGBM model: its first line is not "tree"`, {
      hint: 'save one with Booster.save_model of LightGBM, or with qdl',
    });
  const end = lines.indexOf('end of trees');
  if (end < 0) throw new DataError(`${where} has no line "end of trees"; it is not complete`);
  const starts = lines.flatMap((line, at) => (at < end && line.startsWith('Tree=') ? [at] : []));
  const header = new TextFields(filled(lines.slice(1, starts[0] ?? end)), where);
  const classes = readClasses(header);
  const trees = starts.map((start, index) => {
    const name = `tree ${index} of ${where}`;
    if (lines[start] !== `Tree=${index}`)
      throw new DataError(`${name} begins with ${JSON.stringify(lines[start]!.slice(0, 40))}`);
    return readTree(new TextFields(filled(lines.slice(start + 1, starts[index + 1] ?? end)), name));
  });
  const announced = header.has('tree_sizes') ? header.words('tree_sizes').length : trees.length;
  if (announced !== trees.length) throw header.fault(`has ${trees.length} trees, but sizes of ${announced}`);
  if (trees.length === 0 || trees.length % classes !== 0)
    throw header.fault(`has ${trees.length} trees, not a whole number of rounds of ${classes}`);
  return new TreeModel({
    classes,
    trees,
    featureNames: ofPixels(header, 'feature_names'),
    featureInfos: ofPixels(header, 'feature_infos'),
    parameters: readParameters(lines.slice(end + 1)),
  });
}

const filled = (lines: readonly string[]) => lines.filter(line => line !== '');

function readClasses(header: TextFields): number {
  const classes = header.whole('num_class', 1, MOST_CLASSES);
  if (header.text('version') !== 'v4' && header.text('version') !== 'v3')
    throw header.fault(`has version ${header.text('version')}; v4 and v3 are supported`);
  if (header.has('average_output')) throw header.fault('averages its trees, which is not supported');
  const objective = header.text('objective');
  if (objective !== `multiclass num_class:${classes}`)
    throw header.fault(
      `has objective ${JSON.stringify(objective.slice(0, 60))}; only multiclass is supported`,
      "train with objective='multiclass'",
    );
  header.whole('num_tree_per_iteration', classes, classes);
  const features = header.whole('max_feature_idx', 0, 2 ** 31 - 1) + 1;
  if (features !== PIXELS)
    throw header.fault(
      `is for ${features} features; drawings have ${PIXELS} pixels`,
      'train on whole drawings',
    );
  return classes;
}

function ofPixels(header: TextFields, name: string): string[] {
  const words = header.words(name);
  if (words.length !== PIXELS) throw header.fault(`has ${words.length} ${name}, not ${PIXELS}`);
  return words;
}

function readParameters(lines: readonly string[]): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const line of lines) {
    const match = /^\[([^:\]]+): (.*)\]$/.exec(line);
    if (match) parameters.set(match[1]!, match[2]!);
  }
  return parameters;
}
