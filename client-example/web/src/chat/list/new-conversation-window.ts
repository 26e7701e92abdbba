import { createPanel } from '../parts/create-panel.tsx';

/** Opened by a click, so its code is no part of the first load. */
export const NewConversationWindow = createPanel(
  'newConversation',
  async () => (await import('./new-conversation.tsx')).NewConversation,
);
