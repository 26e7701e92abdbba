import { createPanel } from '../parts/create-panel.tsx';

/** Opened by a click, so its code is no part of the first load. */
export const SafetyNumberWindow = createPanel(
  'safetyNumber',
  async () => (await import('./safety-number-panel.tsx')).SafetyNumberPanel,
);
