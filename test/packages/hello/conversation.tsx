import type { EncryptedChannel, SecureChat } from '@sealed-stream/secure-chat';
import {
  SecureChatProvider,
  useEncryptedChannel,
  useMessageContent,
  useOnboarding,
  useProblemWords,
  useRedrawOn,
  useSecurityNotice,
} from '@sealed-stream/secure-chat/react';
import type { LocalMessage } from 'stream-chat';

export const App = ({ chat, cid }: { chat: SecureChat; cid: string }) => (
  <SecureChatProvider chat={chat}>
    <SetUp cid={cid} />
  </SecureChatProvider>
);

const SetUp = ({ cid }: { cid: string }) => {
  const { step, begin, finish, problem } = useOnboarding();
  if (step.name === 'ready') return <Conversation cid={cid} />;
  const answer = (form: FormData) => {
    const text = String(form.get('answer'));
    return step.name === 'code' ? finish(text) : begin({ phoneNumber: text });
  };
  return (
    <form action={answer}>
      <input name="answer" placeholder={step.name === 'code' ? 'Code' : 'Phone number'} />
      {problem && <p role="alert">{problem.words}</p>}
    </form>
  );
};

const Conversation = ({ cid }: { cid: string }) => {
  const opening = useEncryptedChannel(cid);
  const problemWords = useProblemWords();
  if (opening.state === 'open') return <Messages channel={opening.channel} />;
  if (opening.state === 'opening') return <p>Opening…</p>;
  return (
    <button type="button" onClick={opening.retry}>
      {problemWords(opening.error)}
    </button>
  );
};

const NEW_MESSAGES = ['message.new', 'message.updated', 'message.deleted'] as const;

const Messages = ({ channel }: { channel: EncryptedChannel }) => {
  useRedrawOn(NEW_MESSAGES);
  const notice = useSecurityNotice(channel);
  return (
    <>
      {notice && <p role="alert">{notice.title}</p>}
      {channel.stream.state.messages.map((message) => (
        <Line key={message.id} channel={channel} message={message} />
      ))}
    </>
  );
};

const Line = ({ channel, message }: { channel: EncryptedChannel; message: LocalMessage }) => (
  <p>{useMessageContent(channel, message).content.text}</p>
);
