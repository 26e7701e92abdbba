import {
  type EncryptedChannel,
  MAX_MESSAGES_BEFORE,
  NOTE_MAX_LENGTH,
  type ReportReason,
  reportReasons,
} from '@sealed-stream/secure-chat';
import {
  useBlock,
  useEncryptedChannel,
  useNameOf,
  useReadMessage,
  useTexts,
} from '@sealed-stream/secure-chat/react';
import { englishChat, englishWindows } from '@sealed-stream/secure-chat/screens';
import { useState } from 'react';
import { Switch, View } from 'react-native';
import { Action, Button, Field, Screen, Title, Waiting, Words } from '../parts';
import type { ScreenProps } from './screens';

const { report: texts, blocks } = englishWindows;

type Props = ScreenProps<'report'>;

export const ReportScreen = (props: Props) => {
  const opening = useEncryptedChannel(props.route.params.cid);
  if (opening.state !== 'open') return <Waiting>{englishChat.opening}</Waiting>;
  return <Report {...props} encrypted={opening.channel} />;
};

/** Shows somebody's message to the team that runs the chat, after saying what leaves the phone; and offers to block its author. */
const Report = ({ encrypted, route: { params }, navigation }: Props & { encrypted: EncryptedChannel }) => {
  const [message] = useState(() => encrypted.stream.state.findMessage(params.messageId, params.parentId));
  const [reason, setReason] = useState<ReportReason | null>(null);
  const [note, setNote] = useState('');
  const [withBefore, setWithBefore] = useState(false);
  const read = useReadMessage(encrypted, message);
  const authorId = message?.user?.id ?? '';
  const block = useBlock(encrypted, authorId);
  const name = useNameOf(encrypted.stream)(authorId);
  const { epochs } = useTexts();
  if (!message || read?.kind !== 'message') return <Waiting>{englishChat.opening}</Waiting>;
  const send = async () => {
    if (reason) await encrypted.report({ message, reason, note, withBefore });
  };
  return (
    <Screen>
      <Words>{texts.whose(name, epochs.time(new Date(read.sentAt)))}</Words>
      <Words>{read.text || texts.noWords}</Words>
      <Title>{texts.why}</Title>
      {reportReasons.map((one) => (
        <Button isQuiet key={one} onPress={() => setReason(one)}>
          {`${one === reason ? '✓ ' : ''}${texts.reasons[one]}`}
        </Button>
      ))}
      <Field
        accessibilityLabel={texts.note}
        maxLength={NOTE_MAX_LENGTH}
        multiline
        onChangeText={setNote}
        placeholder={texts.note}
        value={note}
      />
      <View>
        <Switch
          accessibilityLabel={texts.withBefore(MAX_MESSAGES_BEFORE)}
          onValueChange={setWithBefore}
          value={withBefore}
        />
        <Words>{texts.withBefore(MAX_MESSAGES_BEFORE)}</Words>
      </View>
      <Title>{texts.leavesTitle}</Title>
      {[
        ...texts.leaves(name),
        withBefore ? texts.leavesBefore(MAX_MESSAGES_BEFORE) : texts.leavesNoneBefore,
      ].map((words) => (
        <Words key={words}>{words}</Words>
      ))}
      <Words>{texts.whoReads(name)}</Words>
      <Action isOff={!reason} onDone={() => navigation.goBack()} onPress={send}>
        {texts.send}
      </Action>
      <Action isQuiet onDone={() => navigation.popToTop()} onPress={block}>
        {blocks.blockNamed(name)}
      </Action>
    </Screen>
  );
};
