export { type BaselinesComparison, compareBaselines } from './baselines/compare.ts';
export { baselinesStudy } from './baselines/index.ts';
export type { BaselinesOptions } from './baselines/options.ts';
export { categoriesStudy } from './categories/index.ts';
export type { CategoriesOptions } from './categories/options.ts';
export { type CleanedRun, type CleanOptions, cleanRun } from './cleaning/clean-run.ts';
export {
  type CleaningControls,
  type CleaningEvent,
  conductCleaning,
  resumeCleaning,
} from './cleaning/conduct-cleaning.ts';
export type { StudyWish } from './complete-options.ts';
export type { FinishedStudy } from './conclude.ts';
export { conductStudy, resumeStudy } from './conduct.ts';
export { findDescent } from './double-descent/find-descent.ts';
export type * from './double-descent/findings.ts';
export { INTERPOLATES_BELOW } from './double-descent/findings.ts';
export { descentStudy, judgedLabels } from './double-descent/index.ts';
export type { DescentOptions } from './double-descent/options.ts';
export { type DescentPreset, descentPresets } from './double-descent/presets.ts';
export { type MissingCell, readSavedStudy, type SavedStudy } from './saved-study.ts';
export { groupBy } from './statistics.ts';
export type { Study, StudyOptions, StudyPlan, SummaryRow, Verdict } from './study.ts';
export type { ExecutorPlace, StudyControls, StudyEvent } from './study-controls.ts';
