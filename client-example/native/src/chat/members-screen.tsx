import type { EncryptedChannel } from '@sealed-stream/secure-chat';
import {
  type ShownMember,
  useBlock,
  useEncryptedChannel,
  useLeaveChannel,
  useMembers,
  useTexts,
} from '@sealed-stream/secure-chat/react';
import { englishChat, englishWindows } from '@sealed-stream/secure-chat/screens';
import { Alert, View } from 'react-native';
import { Action, Button, Screen, Title, Waiting, Words } from '../parts';
import { useServices } from './chat-provider';
import type { ScreenProps } from './screens';

const { members: texts, blocks, leaving, removing } = englishWindows;

type Props = ScreenProps<'members'>;

export const MembersScreen = (props: Props) => {
  const opening = useEncryptedChannel(props.route.params.cid);
  if (opening.state !== 'open') return <Waiting>{englishChat.opening}</Waiting>;
  return <Members {...props} encrypted={opening.channel} />;
};

type Asked = { title: string; what: string; yes: string; no: string };

/** Resolves once the person has agreed, and never when they have not. */
const agreed = ({ title, what, yes, no }: Asked) =>
  new Promise<void>((resolve) => {
    Alert.alert(title, what, [
      { text: no, style: 'cancel' },
      { text: yes, style: 'destructive', onPress: () => resolve() },
    ]);
  });

/** Who is here, who of them can read, and what can be done about it. */
const Members = ({ encrypted, navigation }: Props & { encrypted: EncryptedChannel }) => {
  const members = useMembers(encrypted);
  const leave = useLeaveChannel(encrypted);
  return (
    <Screen>
      {members.map((member) => (
        <Member encrypted={encrypted} key={member.id} member={member} navigation={navigation} />
      ))}
      <Button
        isQuiet
        onPress={() =>
          void agreed(leaving)
            .then(leave)
            .then(() => navigation.popToTop())
        }
      >
        {texts.leave}
      </Button>
    </Screen>
  );
};

type MemberProps = Pick<Props, 'navigation'> & { encrypted: EncryptedChannel; member: ShownMember };

const Member = ({ encrypted, member, navigation }: MemberProps) => {
  const { id, name, access, isInvited } = member;
  const { userId } = useServices();
  const block = useBlock(encrypted, id);
  const words = useTexts().members.access[access];
  const remove = () =>
    agreed({ ...removing, title: removing.title(name), what: removing.what(name) }).then(() =>
      encrypted.removeMember(id),
    );
  return (
    <View>
      <Title>{id === userId ? `${name} ${texts.you}` : name}</Title>
      {words !== null && <Words>{words}</Words>}
      {isInvited && <Words>{texts.invited}</Words>}
      {id !== userId && access !== 'left' && (
        <>
          {access === 'not-let-in' && (
            <Action isQuiet label={texts.letInNamed(name)} onPress={() => encrypted.addMember(id)}>
              {texts.letIn}
            </Action>
          )}
          <Button
            isQuiet
            label={texts.compareWith(name)}
            onPress={() => navigation.navigate('safetyNumber', { userId: id, name })}
          >
            {texts.compare}
          </Button>
          {encrypted.pairWith() === null && (
            <Action isQuiet label={texts.removeNamed(name)} onPress={remove}>
              {texts.remove}
            </Action>
          )}
          <Action
            isQuiet
            label={blocks.blockNamed(name)}
            onPress={() =>
              agreed({
                title: blocks.ask(name),
                what: blocks.what(name),
                yes: blocks.block,
                no: removing.no,
              }).then(block)
            }
          >
            {blocks.block}
          </Action>
        </>
      )}
    </View>
  );
};
