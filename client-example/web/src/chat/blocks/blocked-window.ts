import { createPanel } from '../parts/create-panel.tsx';

/** Opened by a click, so its code is no part of the first load. */
export const BlockedWindow = createPanel(
  'blocked',
  async () => (await import('./blocked-panel.tsx')).BlockedPanel,
);
