import { createPanel } from '../parts/create-panel.tsx';

/** Opened by a click, so its code is no part of the first load. */
export const LockWindow = createPanel('encryption', async () => (await import('./lock-panel.tsx')).LockPanel);
