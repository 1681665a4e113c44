import type { FinishedRun } from '../train/index.ts';
import { formatDuration, formatPercent, formatPlural } from './format.ts';
import type { Output } from './output.ts';
import { passesOf } from './run-words.ts';
import { shellWord, shownPath } from './shown-path.ts';
import { measurementText, printConfusions } from './tell-measurement.ts';

/** Tells what came out of training, where it lies and what can be done with it. */
export function tellTraining(
  { directory, record, results, confused, mistakesSheet, importancePicture }: FinishedRun,
  output: Output,
): void {
  const { test } = results;
  output.print(trainedText(results, passesOf(record).word));
  output.print(
    test
      ? measurementText('Test accuracy', test, output)
      : 'There is no drawing on the test side to measure it on.',
  );
  if (test) printConfusions(confused, output);

  const run = shownPath(directory);
  const sheet = mistakesSheet === undefined ? [] : [`Mistakes  ${shownPath(mistakesSheet)}`];
  const pixels = importancePicture === undefined ? [] : [`Pixels    ${shownPath(importancePicture)}`];
  output.print(['', `Run       ${run}`, ...sheet, ...pixels].join('\n'));
  const word = shellWord(run);
  const { dim } = output.colors;
  output.print(
    [
      '',
      dim('# what does a picture show?'),
      `${output.program} predict ${word} drawing.png`,
      dim('# how good is it on other drawings?'),
      `${output.program} evaluate ${word} --data DIR`,
    ].join('\n'),
  );
  output.record({
    type: 'summary',
    run: directory,
    accuracy: test?.accuracy ?? null,
    accuracyLow: test?.accuracyLow ?? null,
    accuracyHigh: test?.accuracyHigh ?? null,
    top5: test?.top5 ?? null,
    loss: test?.loss ?? null,
    drawings: test?.drawings ?? 0,
    epochs: results.epochs,
    bestEpoch: results.bestEpoch,
    seconds: results.seconds,
    parameters: record.parameters,
    confused,
    mistakes: mistakesSheet ?? null,
  });
}

function trainedText(
  { epochs, bestEpoch, seconds, validation }: FinishedRun['results'],
  word: 'epoch' | 'round',
): string {
  const how = `Trained ${formatPlural(epochs, word)} in ${formatDuration(1000 * seconds)}`;
  if (!validation) return `${how}.`;
  const kept =
    word === 'epoch' ? `epoch ${bestEpoch}` : bestEpoch < epochs ? `the first ${bestEpoch}` : 'all of them';
  return `${how}; kept ${kept} (validation accuracy ${formatPercent(validation.accuracy)}).`;
}
