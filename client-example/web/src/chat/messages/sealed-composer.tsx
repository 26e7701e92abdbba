import type { AttachmentManagerState, TextComposerState } from 'stream-chat';
import { MessageComposerUI, useMessageComposerController, useStateStore } from 'stream-chat-react';
import { useChatServices } from '../chat-services.tsx';
import { useConversation } from '../conversation/conversation-context.tsx';
import { StandingNotice } from '../notices/standing-notice.tsx';

/** From here on the room left is shown. */
const NEAR_LIMIT_BYTES = 1000;

const textOf = ({ text }: TextComposerState) => ({ text });
const attachmentsOf = ({ attachments }: AttachmentManagerState) => ({ attachments });

/** The vendor's composer with the room left in bytes; in its place the reason when sending has stopped. */
export const SealedComposer = () => {
  const { notice } = useConversation();
  if (notice) return <StandingNotice notice={notice} />;
  return (
    <>
      <MessageComposerUI />
      <RoomLeft />
    </>
  );
};

const RoomLeft = () => {
  const { encrypted } = useConversation();
  const { uploadedFiles } = useChatServices();
  const composer = useMessageComposerController();
  const { text } = useStateStore(composer.textComposer.state, textOf);
  const { attachments } = useStateStore(composer.attachmentManager.state, attachmentsOf);
  const left = encrypted.remainingBytes(text, uploadedFiles.sealedOf(attachments));
  return (
    <div className={left < 0 ? 'room-left room-left-none' : 'room-left'} role="status">
      {left < NEAR_LIMIT_BYTES && roomInWords(left)}
    </div>
  );
};

const roomInWords = (left: number): string =>
  left < 0
    ? `Too long by ${(-left).toLocaleString('en')} bytes. Shorten it, or send it in two messages.`
    : `${left.toLocaleString('en')} bytes left`;
