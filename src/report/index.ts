export { buildReport, type Report, type ReportOptions, type ReportStep } from './build-report.ts';
export { type ConfusionList, listConfusions, type NamedConfusion } from './confusion-list.ts';
export { findSubject, type Subject } from './find-subject.ts';
export { buildStudyReport } from './study/build-study-report.ts';
export type { StudyReport } from './study/write-study-page.ts';
export { type JudgedDrawing, listWorst, type WorstList } from './worst-list.ts';
