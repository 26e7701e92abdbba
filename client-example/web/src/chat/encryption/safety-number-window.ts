import { createPanel } from '../parts/create-panel.tsx';

/** In a file of its own, because other windows open it. */
export const SafetyNumberPanel = createPanel<{ userId: string; name: string }>(
  'Safety number',
  async () => (await import('./safety-number-panel.tsx')).SafetyNumberPanel,
);
