import type { SecurityNotice } from '@sealed-stream/secure-chat';
import { useConversation } from '../conversation/conversation-context.tsx';
import { LoadedPart } from '../parts/create-panel.tsx';

const loadWords = async () => (await import('./security-notice.tsx')).SecurityNoticeWords;

/** In place of the composer while sending is stopped. */
export const StandingNotice = ({ notice }: { notice: SecurityNotice }) => (
  <LoadedPart
    name="security-notice"
    load={loadWords}
    props={{ conversation: useConversation(), notice }}
    meanwhile={<strong className="security-notice">Sending has stopped</strong>}
  />
);
