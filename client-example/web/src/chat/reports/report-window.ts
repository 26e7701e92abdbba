import { createPanel } from '../parts/create-panel.tsx';

/** Opened by a click, so its code is no part of the first load. */
export const ReportWindow = createPanel(
  'report',
  async () => (await import('./report-panel.tsx')).ReportPanel,
);
