import type { EncryptedChannel } from '@sealed-stream/secure-chat';
import { outgoingRequests, useOwnWords } from '@sealed-stream/secure-chat/react';
import { useEffect, useState } from 'react';
import {
  Channel,
  type ComponentContextValue,
  MessageComposer,
  Window,
  WithComponents,
} from 'stream-chat-react';
import { AddressedThread } from '../address/addressed-thread.tsx';
import { SealedAttachments } from '../files/sealed-attachments.tsx';
import { NotAccepted } from '../invitations/not-accepted.tsx';
import { MessageMenu } from '../messages/message-menu.tsx';
import { MessageRow } from '../messages/message-row.tsx';
import { reactionOptions, SealedReactions } from '../messages/reaction-parts.tsx';
import { Reporting } from '../messages/reporting.tsx';
import { SealedComposer } from '../messages/sealed-composer.tsx';
import { SealedMessageList } from '../messages/sealed-message-list.tsx';
import { ServiceNotice } from '../messages/unreadable-message.tsx';
import { ContactNotices } from '../notices/contact-notices.tsx';
import { useChatServices } from '../services/chat-services.tsx';
import { ConversationContext } from '../services/conversation-context.tsx';
import { createOpenedFiles, type OpenedFiles } from '../services/opened-files.ts';
import { markRead } from '../unread/mark-read.ts';
import { SteadyReading } from '../unread/steady-reading.tsx';
import { ConversationHeader } from './conversation-header.tsx';
import { SealedThread } from './sealed-thread.tsx';
import { StaysOpen } from './stays-open.tsx';
import { SealedThreadHeader } from './thread-header.tsx';

/** Where the vendor's parts would show or send what is in a message, ours stand instead. */
const OURS: Partial<ComponentContextValue> = {
  Attachment: SealedAttachments,
  MessageActions: MessageMenu,
  MessageComposerUI: SealedComposer,
  MessageReactions: SealedReactions,
  MessageSystem: ServiceNotice,
  MessageUI: MessageRow,
  ThreadHeader: SealedThreadHeader,
  VirtualMessage: MessageRow,
  reactionOptions,
};

/** An open conversation: header, messages, composer, and a thread beside them. */
export const Opened = ({ encrypted }: { encrypted: EncryptedChannel }) => {
  const { uploadedFiles } = useChatServices();
  const ownWords = useOwnWords();
  const files = useOpenedFiles(encrypted);
  const [requests] = useState(() => outgoingRequests({ ownWords, uploadedFiles }, encrypted));
  if (!files) return null;
  return (
    <ConversationContext value={{ encrypted, files }}>
      <WithComponents overrides={OURS}>
        <Reporting>
          <StaysOpen>
            <Channel
              channel={encrypted.stream}
              activeUnreadHandler={titleIsOurs}
              doMarkReadRequest={markRead}
              {...requests}
            >
              <Window>
                <ConversationHeader />
                <SteadyReading>
                  <SealedMessageList />
                </SteadyReading>
                <ContactNotices />
                <NotAccepted />
                <MessageComposer focus />
              </Window>
              <SealedThread />
              <AddressedThread />
            </Channel>
          </StaysOpen>
        </Reporting>
      </WithComponents>
    </ConversationContext>
  );
};

/** The title of the page counts all conversations (`unread-news.tsx`); the vendor's would count one. */
const titleIsOurs = () => {};

const useOpenedFiles = (encrypted: EncryptedChannel): OpenedFiles | null => {
  const [files, setFiles] = useState<OpenedFiles | null>(null);
  useEffect(() => {
    const made = createOpenedFiles(encrypted);
    setFiles(made);
    return made.close;
  }, [encrypted]);
  return files;
};
