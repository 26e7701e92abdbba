import { type NavigationProp, useNavigation } from '@react-navigation/native';
import type { EncryptedChannel } from '@sealed-stream/secure-chat';
import {
  outgoingRequests,
  type ShownInvitation,
  useChannelEnding,
  useInvitation,
  useOwnWords,
  useSecureChat,
  useTexts,
} from '@sealed-stream/secure-chat/react';
import { englishChat, englishWindows } from '@sealed-stream/secure-chat/screens';
import { type PropsWithChildren, useState } from 'react';
import {
  Channel,
  type ChannelProps,
  type MessageActionsProp,
  MessageComposer,
  type MessageComposerProps,
  MessageList,
  messageActions,
  Thread,
  WithComponents,
} from 'stream-chat-expo';
import { Action, Button, Screen, Title, Words } from '../parts';
import { useServices } from './chat-provider';
import { ConversationHeader, Missing, Notices } from './notices';
import { OnChannel } from './on-channel';
import type { Routes, ScreenProps } from './screens';
import { SealedFiles } from './sealed-files';
import { MessageText, OpenedContext, SealedMessage } from './sealed-message';
import { ReactionPicker, SUPPORTED_REACTIONS, WhoReacted } from './sealed-reactions';

const Nothing = () => null;
const WatchedComposer = (props: MessageComposerProps) => (
  <Notices>
    <MessageComposer {...props} />
  </Notices>
);
const ServiceNotice = () => <Words>{englishChat.messages.serviceNotice}</Words>;

/** Where the vendor's parts would show or send what is in a message, ours stand instead. */
const OURS = {
  Message: SealedMessage,
  MessageText,
  MessageSystem: ServiceNotice,
  MessageReactionPicker: ReactionPicker,
  MessageUserReactions: WhoReacted,
  ThreadMessageComposer: WatchedComposer,
  FileAttachmentGroup: SealedFiles,
  Attachment: Nothing,
  Gallery: Nothing,
  URLPreview: Nothing,
};

/** A conversation: its messages and the composer, or what stands in the way. */
export const ConversationScreen = ({ route: { params }, navigation }: ScreenProps<'conversation'>) => (
  <Opened cid={params.cid} onLeave={() => navigation.popToTop()}>
    <ConversationHeader />
    <MessageList
      onThreadSelect={(parent) =>
        parent && navigation.navigate('thread', { ...params, messageId: parent.id })
      }
    />
    <Missing />
    <WatchedComposer />
  </Opened>
);

/** The answers to one message. */
export const ThreadScreen = ({ route: { params }, navigation }: ScreenProps<'thread'>) => (
  <Opened cid={params.cid} threadOf={params.messageId} onLeave={() => navigation.popToTop()}>
    <Thread />
  </Opened>
);

type OpenedProps = PropsWithChildren<{ cid: string; threadOf?: string; onLeave: () => void }>;

/** The conversation of this `cid`, open; or what stands in its way. */
const Opened = ({ cid, threadOf, onLeave, children }: OpenedProps) => {
  const chat = useSecureChat();
  // Kept: Stream's client forgets the channel in the moment in which this user is out of it.
  const [stream] = useState(() => chat.stream.channel(...(cid.split(':') as [string, string])));
  const ending = useChannelEnding(stream);
  const invitation = useInvitation(stream);
  const { endings } = useTexts();
  if (ending)
    return (
      <Screen>
        <Title>{endings[ending]}</Title>
        <Words>{englishChat.conversation.ended}</Words>
        <Button onPress={onLeave}>{englishChat.backToList}</Button>
      </Screen>
    );
  if (invitation) return <InvitationScreen invitation={invitation} onLeave={onLeave} />;
  return (
    <OnChannel cid={cid}>
      {(encrypted) => (
        <VendorsChannel encrypted={encrypted} threadOf={threadOf}>
          {children}
        </VendorsChannel>
      )}
    </OnChannel>
  );
};

const VendorsChannel = ({
  encrypted,
  threadOf,
  children,
}: PropsWithChildren<{ encrypted: EncryptedChannel; threadOf: string | undefined }>) => {
  const { uploadedFiles, userId } = useServices();
  const { navigate } = useNavigation<NavigationProp<Routes>>();
  const ownWords = useOwnWords();
  const [requests] = useState(() => outgoingRequests({ ownWords, uploadedFiles }, encrypted));
  const { stream: channel, cid } = encrypted;
  const thread = threadOf === undefined ? undefined : (channel.state.findMessage(threadOf) ?? null);
  const actions: MessageActionsProp = (offered) => [
    ...messageActions(offered).filter(({ actionType }) => OFFERED.includes(actionType)),
    ...(offered.message.user?.id === userId ? [] : [reportOf(offered)]),
  ];
  const reportOf = ({ message: { id, parent_id }, dismissOverlay }: Parameters<MessageActionsProp>[0]) => ({
    action: () => {
      dismissOverlay();
      navigate('report', { cid, messageId: id, parentId: parent_id ?? undefined });
    },
    actionType: 'report',
    title: englishChat.messages.report,
    type: 'destructive' as const,
  });
  const doSendMessageRequest: ChannelProps['doSendMessageRequest'] = (_cid, message) =>
    requests.doSendMessageRequest(channel, message);
  return (
    <OpenedContext value={{ encrypted, requests }}>
      <WithComponents overrides={OURS}>
        <Channel
          channel={channel}
          doSendMessageRequest={doSendMessageRequest}
          doUpdateMessageRequest={requests.doUpdateMessageRequest}
          messageActions={actions}
          supportedReactions={SUPPORTED_REACTIONS}
          enableSwipeToReply={false}
          {...(thread !== undefined && { thread, threadList: true })}
        >
          {children}
        </Channel>
      </WithComponents>
    </OpenedContext>
  );
};

/** Of what the vendor offers: the rest would go past the core, or is about what Stream is not told. */
const OFFERED = ['copyMessage', 'deleteMessage', 'editMessage', 'quotedReply', 'retry', 'threadReply'];

type InvitationProps = { invitation: ShownInvitation; onLeave: () => void };

const InvitationScreen = ({ invitation, onLeave }: InvitationProps) => {
  const { name, isPair, people, accept, decline, block } = invitation;
  const texts = englishWindows.invitation;
  return (
    <Screen>
      <Title>{isPair ? texts.pairTitle : texts.groupTitle}</Title>
      <Words>{name}</Words>
      <Words>{isPair ? texts.pairWhat : texts.groupWhat(people)}</Words>
      <Words>{texts.means}</Words>
      <Action onPress={accept}>{texts.accept}</Action>
      <Action isQuiet onDone={onLeave} onPress={decline}>
        {texts.decline}
      </Action>
      <Action isQuiet onDone={onLeave} onPress={block}>
        {texts.block}
      </Action>
    </Screen>
  );
};
