import { type NavigationProp, useNavigation } from '@react-navigation/native';
import {
  asSentence,
  useChannelTitle,
  useConnectionState,
  useContactNotices,
  useEpochChanges,
  useGaps,
  useNameOf,
  usePairEnd,
  useProblemWords,
  useSecurityNotice,
  useTexts,
} from '@sealed-stream/secure-chat/react';
import { englishChat } from '@sealed-stream/secure-chat/screens';
import { type PropsWithChildren, useEffect } from 'react';
import { Pressable, StyleSheet, Text, View } from 'react-native';
import { usePaginatedMessageListContext } from 'stream-chat-expo';
import { Button, Problem, Title, Words } from '../parts';
import type { Routes } from './screens';
import { useOpened } from './sealed-message';

const useGo = () => useNavigation<NavigationProp<Routes>>();

/** Whose conversation it is; and, pressed, who is in it. Below it what has last changed of the encryption. */
export const ConversationHeader = () => {
  const { encrypted } = useOpened();
  const { navigate, setOptions } = useGo();
  const title = useChannelTitle(encrypted.stream);
  const { changes } = useEpochChanges(encrypted);
  const connection = useConnectionState();
  const texts = useTexts().connection;
  useEffect(() => setOptions({ title }), [setOptions, title]);
  return (
    <View style={styles.header}>
      <Pressable accessibilityRole="button" onPress={() => navigate('members', { cid: encrypted.cid })}>
        <Text>{`${englishChat.conversation.encrypted} · ${englishChat.conversation.members}`}</Text>
      </Pressable>
      {changes.slice(-1).map(({ id, words }) => (
        <Text accessibilityLiveRegion="polite" key={id}>
          {words}
        </Text>
      ))}
      {connection !== 'online' && <Text accessibilityLiveRegion="polite">{texts[connection]}</Text>}
    </View>
  );
};

/** What the person should know before they write; in the place of the composer what stops it. */
export const Notices = ({ children }: PropsWithChildren) => {
  const { encrypted } = useOpened();
  const { navigate } = useGo();
  const standing = useSecurityNotice(encrypted);
  const end = usePairEnd(encrypted);
  const nameOf = useNameOf(encrypted.stream);
  const problemWords = useProblemWords();
  const texts = useTexts();
  const compare = (userId: string) => navigate('safetyNumber', { userId, name: nameOf(userId) });
  if (standing) {
    const { title, what, choices, inDoubt, decide, deciding, error } = standing;
    return (
      <View accessibilityRole="alert" style={styles.notice}>
        <Title>{title}</Title>
        <Words>{what}</Words>
        <Problem>{error ? problemWords(error) : null}</Problem>
        {inDoubt !== undefined && <CompareButton onPress={() => compare(inDoubt)} />}
        {choices.map(({ decision, label, isSafe }) => (
          <Button
            isBusy={deciding === decision}
            isQuiet={!isSafe}
            key={decision}
            onPress={() => void decide(decision)}
          >
            {label}
          </Button>
        ))}
      </View>
    );
  }
  if (end && end.how !== 'looking')
    return <Words>{texts.invitations.ends[end.how](nameOf(end.userId))}</Words>;
  return (
    <>
      <ChangedContacts onCompare={compare} />
      {children}
    </>
  );
};

/** What is missing, or not in its place, by what the authors' other messages say. */
export const Missing = () => {
  const { encrypted } = useOpened();
  const { messages } = usePaginatedMessageListContext();
  const nameOf = useNameOf(encrypted.stream);
  const texts = useTexts();
  const { missing, outOfOrder } = texts.messages;
  return useGaps(encrypted, messages).map(({ before, from, kind }) => (
    <Words key={`${before}/${kind}`}>
      {asSentence((kind === 'missing' ? missing : outOfOrder)(nameOf(from)), texts)}
    </Words>
  ));
};

const ChangedContacts = ({ onCompare }: { onCompare: (userId: string) => void }) =>
  useContactNotices(useOpened().encrypted).map(({ userId, words, note }) => (
    <View accessibilityRole="alert" key={userId} style={styles.notice}>
      <Words>{words}</Words>
      <CompareButton onPress={() => onCompare(userId)} />
      <Button isQuiet onPress={note}>
        {englishChat.keys.understood}
      </Button>
    </View>
  ));

const CompareButton = ({ onPress }: { onPress: () => void }) => (
  <Button isQuiet onPress={onPress}>
    {englishChat.keys.compare}
  </Button>
);

const styles = StyleSheet.create({
  header: { gap: 4, padding: 12 },
  notice: { backgroundColor: '#fdf3d8', gap: 8, padding: 12 },
});
