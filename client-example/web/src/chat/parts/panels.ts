import type { OpenConversation } from '../conversation/conversation-context.tsx';
import { createPanel } from './create-panel.tsx';

type OfConversation = { conversation: OpenConversation };

// Opened by a click, so their code is no part of the first load.
export const NewConversationPanel = createPanel(
  'New conversation',
  async () => (await import('../list/new-conversation.tsx')).NewConversation,
);
export const LockPanel = createPanel<OfConversation>(
  'Encryption',
  async () => (await import('../encryption/lock-panel.tsx')).LockPanel,
);
export const MembersPanel = createPanel<OfConversation>(
  'Members',
  async () => (await import('../members/members-panel.tsx')).MembersPanel,
);
