import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { LoadedPart } from '../parts/create-panel.tsx';
import { useConversation } from '../services/conversation-context.tsx';

const loadNotice = async () => (await import('./security-notice.tsx')).SecurityNotice;

/** In place of the composer while sending is stopped. */
export const StandingNotice = () => (
  <LoadedPart
    name="security-notice"
    load={loadNotice}
    props={{ conversation: useConversation() }}
    meanwhile={<strong className="security-notice">{useChatTexts().messages.sendingHasStopped}</strong>}
  />
);
