import {
  type ShownInvitation,
  useChannelTitle,
  useInvitation,
  useLastMessage,
} from '@sealed-stream/secure-chat/react';
import { englishChat, englishWindows } from '@sealed-stream/secure-chat/screens';
import { useMemo } from 'react';
import { Pressable, StyleSheet, Text, View } from 'react-native';
import type { Channel } from 'stream-chat';
import { ChannelList, useChannelsContext, WithComponents } from 'stream-chat-expo';
import { Button } from '../parts';
import { useServices } from './chat-provider';
import type { ScreenProps } from './screens';
import { SignOutButton } from './sign-out-button';

const SORT = { last_message_at: -1 } as const;
const OPTIONS = { limit: 20, state: true, watch: true, presence: true };

/** The conversations of the signed-in person. */
export const ConversationsScreen = ({ navigation }: ScreenProps<'conversations'>) => {
  const { config, userId } = useServices();
  const types = config.encryptedChannelTypes;
  const filters = useMemo(() => ({ type: { $in: [...types] }, members: { $in: [userId] } }), [types, userId]);
  return (
    <View style={styles.screen}>
      <WithComponents overrides={OURS}>
        <ChannelList
          filters={filters}
          sort={SORT}
          options={OPTIONS}
          swipeActionsEnabled={false}
          channelRenderFilterFn={(all) =>
            all.filter(({ type, disconnected }) => types.includes(type) && !disconnected)
          }
          onSelect={({ cid }) => navigation.navigate('conversation', { cid })}
        />
      </WithComponents>
      <Button onPress={() => navigation.navigate('newConversation')}>{englishChat.list.start}</Button>
      <SignOutButton />
    </View>
  );
};

/** The vendor's would show ciphertext. */
const ConversationRow = ({ channel }: { channel: Channel }) => {
  const { onSelect } = useChannelsContext();
  const invitation = useInvitation(channel);
  return (
    <Pressable accessibilityRole="button" onPress={() => onSelect?.(channel)} style={styles.row}>
      {invitation ? <Invited invitation={invitation} /> : <Known channel={channel} />}
    </Pressable>
  );
};

const Invited = ({ invitation: { name, isPair, people } }: { invitation: ShownInvitation }) => {
  const { toPair, toGroup } = englishWindows.invitation;
  return <Text style={styles.title}>{`${name} ${isPair ? toPair : toGroup(people)}`}</Text>;
};

const Known = ({ channel }: { channel: Channel }) => {
  const title = useChannelTitle(channel) ?? englishChat.list.onlyYou;
  const last = useLastMessage(channel);
  return (
    <>
      <Text style={styles.title}>{title}</Text>
      <Text numberOfLines={1}>{last?.text}</Text>
    </>
  );
};

const OURS = { ChannelPreview: ConversationRow };

const styles = StyleSheet.create({
  screen: { flex: 1, gap: 8, padding: 8 },
  row: { gap: 4, minHeight: 56, padding: 12 },
  title: { fontSize: 16, fontWeight: '600' },
});
