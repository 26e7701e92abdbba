import { createPanel } from '../parts/create-panel.tsx';

/** Opened by a click, so its code is no part of the first load. */
export const MembersWindow = createPanel(
  'members',
  async () => (await import('./members-panel.tsx')).MembersPanel,
);
