import {
  type EncryptedChannel,
  MAX_MESSAGES_BEFORE,
  NOTE_MAX_LENGTH,
  type ReportReason,
  reportReasons,
} from '@sealed-stream/secure-chat';
import { useNameOf, useReadMessage, useTexts } from '@sealed-stream/secure-chat/react';
import { englishWindows } from '@sealed-stream/secure-chat/screens';
import { useState } from 'react';
import { Switch, View } from 'react-native';
import { Action, Button, Field, Screen, Title, Words } from '../parts';
import { BlockButton } from './block-button';
import { OnChannel } from './on-channel';
import type { ScreenProps } from './screens';

const { report: texts } = englishWindows;

type Props = ScreenProps<'report'>;

/** Shows somebody's message to the team that runs the chat, after saying what leaves the phone; and offers to block its author. */
export const ReportScreen = (props: Props) => (
  <OnChannel cid={props.route.params.cid}>
    {(encrypted) => <Report {...props} encrypted={encrypted} />}
  </OnChannel>
);

const Report = ({ encrypted, route: { params }, navigation }: Props & { encrypted: EncryptedChannel }) => {
  const [message] = useState(() => encrypted.stream.state.findMessage(params.messageId, params.parentId));
  const [reason, setReason] = useState<ReportReason | null>(null);
  const [note, setNote] = useState('');
  const [withBefore, setWithBefore] = useState(false);
  const read = useReadMessage(encrypted, message);
  const nameOf = useNameOf(encrypted.stream);
  const { epochs, messages } = useTexts();
  if (!message?.user || read?.kind !== 'message')
    return (
      <Screen>
        <Words>{message && !read ? messages.decrypting : messages.notShown}</Words>
      </Screen>
    );
  const name = nameOf(message.user.id);
  const before = withBefore ? texts.leavesBefore(MAX_MESSAGES_BEFORE) : texts.leavesNoneBefore;
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
      {[...texts.leaves(name), before].map((words) => (
        <Words key={words}>{words}</Words>
      ))}
      <Words>{texts.whoReads(name)}</Words>
      <Action isOff={!reason} onDone={() => navigation.goBack()} onPress={send}>
        {texts.send}
      </Action>
      <BlockButton
        encrypted={encrypted}
        userId={message.user.id}
        name={name}
        onBlocked={() => navigation.popToTop()}
      />
    </Screen>
  );
};
