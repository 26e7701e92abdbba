import type { EncryptedChannel } from '@sealed-stream/secure-chat';
import {
  type OutgoingRequests,
  type ShownContent,
  unsentWords,
  useProblemWords,
  useShownMessage,
  useTexts,
} from '@sealed-stream/secure-chat/react';
import { englishChat } from '@sealed-stream/secure-chat/screens';
import { createContext, useContext, useMemo } from 'react';
import { Alert, Text } from 'react-native';
import type { LocalMessage } from 'stream-chat';
import { Message, type MessageProps, type MessageTextProps } from 'stream-chat-expo';
import { Action, Button, Problem } from '../parts';

type Opened = { encrypted: EncryptedChannel; requests: OutgoingRequests };

/** Of the conversation that is on the screen. */
export const OpenedContext = createContext<Opened | null>(null);
/** The open conversation. Throws outside of its screen. */
export const useOpened = (): Opened => {
  const opened = useContext(OpenedContext);
  if (!opened) throw new Error('There is no open conversation above.');
  return opened;
};

const Content = createContext<ShownContent | null>(null);

/**
 * Stands in the place of the vendor's `Message`: it and all parts below it see only what was verified, or one's own words on their way. Reactions and deletions go by
 * the core's doors.
 */
export const SealedMessage = (props: MessageProps) => {
  const { message } = props;
  const { encrypted, requests } = useOpened();
  const problemWords = useProblemWords();
  const read = useShownMessage(encrypted, message);
  const { isDecrypting, unreadable } = read;
  const isWordless = !!unreadable || isDecrypting;
  const shown = useMemo(() => asVendorDraws(read.shown, unreadable !== undefined), [read.shown, unreadable]);
  const told = async (work: Promise<unknown>) => {
    await work.catch((error: unknown) => Alert.alert(problemWords(error)));
  };
  return (
    <Content value={read}>
      <Message
        {...props}
        message={shown}
        deleteMessage={(gone) => told(requests.doDeleteMessageRequest(gone))}
        sendReaction={(emoji, id) => told(encrypted.react(id, emoji))}
        deleteReaction={(emoji, id) => told(encrypted.unreact(id, emoji))}
        {...(isWordless && { messageActions: () => [], enableLongPress: false })}
      />
      <Unsent status={message.status} />
    </Content>
  );
};

/** The vendor draws no `MessageText` without words, and no picture without an address: so all files are files to it, and `SealedFiles` draws them. */
const asVendorDraws = (message: LocalMessage, isUnreadable: boolean): LocalMessage => ({
  ...message,
  ...(isUnreadable && { text: ' ' }),
  attachments: message.attachments?.map((attachment) => ({ ...attachment, type: 'file' })) ?? [],
});

/** The words of a message, decrypted; in their place why there are none. */
export const MessageText = ({ renderText, ...props }: MessageTextProps) => {
  const { isDecrypting, unreadable } = useContent();
  const texts = useTexts().messages;
  if (unreadable) return <Text>{`${texts.notShown}. ${texts.unreadable[unreadable]}`}</Text>;
  if (isDecrypting) return <Text>{texts.decrypting}</Text>;
  return renderText({ ...props, semantics: props.theme.theme.semantics } as Parameters<typeof renderText>[0]);
};

/** Under an own message that waits or has failed: why, and what can be done. */
const Unsent = ({ status }: { status: string | undefined }) => {
  const { outbox } = useOpened().encrypted;
  const { own } = useContent();
  const problemWords = useProblemWords();
  const texts = useTexts();
  const waiting = own?.waiting;
  const words = waiting && unsentWords(waiting, texts);
  if (own?.failure && status === 'failed')
    return <Problem>{englishChat.messages.notSent(problemWords(own.failure))}</Problem>;
  if (!waiting || !words) return null;
  return (
    <>
      <Problem>{words}</Problem>
      {waiting.canRetry && (
        <Button isQuiet onPress={() => outbox.retry(waiting.id)}>
          {englishChat.tryAgain}
        </Button>
      )}
      <Action isQuiet onPress={() => outbox.cancel(waiting.id)}>
        {waiting.kind === 'edit' ? englishChat.messages.dropChange : englishChat.messages.doNotSend}
      </Action>
    </>
  );
};

const useContent = (): ShownContent => {
  const content = useContext(Content);
  if (!content) throw new Error('There is no message above.');
  return content;
};
