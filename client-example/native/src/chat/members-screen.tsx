import type { EncryptedChannel } from '@sealed-stream/secure-chat';
import { type ShownMember, useLeaveChannel, useMembers, useTexts } from '@sealed-stream/secure-chat/react';
import { englishWindows } from '@sealed-stream/secure-chat/screens';
import { View } from 'react-native';
import { Action, agrees, Button, Screen, Title, Words } from '../parts';
import { BlockButton } from './block-button';
import { useServices } from './chat-provider';
import { OnChannel } from './on-channel';
import type { ScreenProps } from './screens';

const { members: texts, leaving, removing } = englishWindows;

type Props = ScreenProps<'members'>;
type MembersProps = Pick<Props, 'navigation'> & { encrypted: EncryptedChannel };

/** Who is here, who of them can read, and what can be done about it. */
export const MembersScreen = ({ route, navigation }: Props) => (
  <OnChannel cid={route.params.cid}>
    {(encrypted) => <Members encrypted={encrypted} navigation={navigation} />}
  </OnChannel>
);

const Members = ({ encrypted, navigation }: MembersProps) => {
  const members = useMembers(encrypted);
  const leaveChannel = useLeaveChannel(encrypted);
  const leave = async () => {
    if (!(await agrees(leaving))) return;
    await leaveChannel();
    navigation.popToTop();
  };
  return (
    <Screen>
      {members.map((member) => (
        <Member encrypted={encrypted} key={member.id} member={member} navigation={navigation} />
      ))}
      <Action isQuiet onPress={leave}>
        {texts.leave}
      </Action>
    </Screen>
  );
};

const Member = ({ encrypted, member, navigation }: MembersProps & { member: ShownMember }) => {
  const { id, name, access, isInvited } = member;
  const isSelf = id === useServices().userId;
  const words = useTexts().members.access[access];
  const remove = async () => {
    const asked = { ...removing, title: removing.title(name), what: removing.what(name) };
    if (await agrees(asked)) await encrypted.removeMember(id);
  };
  return (
    <View>
      <Title>{isSelf ? `${name} ${texts.you}` : name}</Title>
      {words !== null && <Words>{words}</Words>}
      {isInvited && <Words>{texts.invited}</Words>}
      {!isSelf && access !== 'left' && (
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
          <BlockButton
            encrypted={encrypted}
            userId={id}
            name={name}
            onBlocked={() => navigation.popToTop()}
          />
        </>
      )}
    </View>
  );
};
