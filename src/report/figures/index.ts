import { bandAround, bestDrawings, inkSets, worstDrawings } from '../drawing-sets.ts';
import type { Findings } from '../findings.ts';
import { besideFigures } from './beside.ts';
import { categoryAccuracy } from './category-accuracy.ts';
import { confusedPairsFigure } from './confused-pairs.ts';
import { confusionMatrixFigure } from './confusion-matrix.ts';
import { drawingGallery } from './drawing-gallery.ts';
import type { Figure } from './figure.ts';
import { firstLayerFigure } from './first-layer.ts';
import { learningCurves } from './learning-curves.ts';
import { mergedGroups } from './merged-groups.ts';
import { occlusionFigures } from './occlusion.ts';
import { pixelImportance } from './pixel-importance.ts';
import { reliabilityFigures } from './reliability.ts';
import { sensitivityFigures } from './sensitivity.ts';
import { topKFigure } from './top-k.ts';

export type { Figure } from './figure.ts';

/** All figures of a report, in the order of the page. */
export function drawFigures(findings: Findings, percentile: number): Figure[] {
  const { analysis, categories, epochs, predictions } = findings;
  const sets = [worstDrawings(findings), bandAround(findings, percentile), bestDrawings(findings)];
  const figures = [
    ...learningCurves(epochs, findings.record),
    confusedPairsFigure(findings.pairs, categories),
    confusionMatrixFigure(predictions.confusion, categories, findings.order),
    categoryAccuracy(findings.scores, categories),
    topKFigure(findings.topK),
    ...reliabilityFigures(findings.calibration),
    ...[...sets, ...inkSets(findings)].map(set => drawingGallery(findings, set)),
    findings.importance && pixelImportance(findings.importance, predictions.bitmaps),
    ...occlusionFigures(findings),
    analysis.firstLayer && firstLayerFigure(analysis.firstLayer),
    ...(analysis.sensitivity ? sensitivityFigures(analysis.sensitivity) : []),
    ...(analysis.sensitivity && findings.beside
      ? besideFigures(analysis.sensitivity, findings.beside.sensitivity)
      : []),
    mergedGroups(findings.synonyms),
  ];
  return figures.filter(figure => figure !== undefined);
}
