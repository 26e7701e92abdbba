import { createPanel } from '../parts/create-panel.tsx';

/** Opened by a click, so its code is no part of the first load. */
export const EraseAccountWindow = createPanel(
  'eraseAccount',
  async () => (await import('./erase-account.tsx')).EraseAccount,
);
