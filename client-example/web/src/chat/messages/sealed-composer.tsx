import { useEncryption } from '@sealed-stream/secure-chat/react';
import type { AttachmentManagerState, TextComposerState } from 'stream-chat';
import { MessageComposerUI, useMessageComposerController, useStateStore } from 'stream-chat-react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { StandingNotice } from '../notices/standing-notice.tsx';
import { useChatServices } from '../services/chat-services.tsx';
import { useConversation } from '../services/conversation-context.tsx';

/** From here on the room left is shown. */
const NEAR_LIMIT_BYTES = 1000;

const textOf = ({ text }: TextComposerState) => ({ text });
const attachmentsOf = ({ attachments }: AttachmentManagerState) => ({ attachments });

/** The vendor's composer with the room left in bytes; in its place the reason when sending has stopped. */
export const SealedComposer = () => {
  const { notice } = useEncryption(useConversation().encrypted);
  if (notice) return <StandingNotice />;
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
  const { tooLongBy, bytesLeft } = useChatTexts().messages;
  const left = encrypted.remainingBytes(text, uploadedFiles.sealedOf(attachments));
  return (
    <div className={left < 0 ? 'room-left room-left-none' : 'room-left'} role="status">
      {left < NEAR_LIMIT_BYTES && (left < 0 ? tooLongBy(-left) : bytesLeft(left))}
    </div>
  );
};
