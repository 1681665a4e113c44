export { buildReport, type Report, type ReportOptions, type ReportStep } from './build-report.ts';
