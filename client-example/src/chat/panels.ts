import type { OpenConversation } from './conversation-context.tsx';
import { createPanel } from './create-panel.tsx';

type OfConversation = { conversation: OpenConversation };

// Opened by a click, so their code is no part of the first load.
export const NewConversationPanel = createPanel(
  'New conversation',
  async () => (await import('./new-conversation.tsx')).NewConversation,
);
export const LockPanel = createPanel<OfConversation>(
  'Encryption',
  async () => (await import('./lock-panel.tsx')).LockPanel,
);
export const MembersPanel = createPanel<OfConversation>(
  'Members',
  async () => (await import('./members-panel.tsx')).MembersPanel,
);
