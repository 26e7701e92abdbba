import { REACTIONS } from '@sealed-stream/secure-chat';
import { useNameOf, useProblemWords } from '@sealed-stream/secure-chat/react';
import { useQuery } from '@tanstack/react-query';
import { Text, View } from 'react-native';
import {
  MessageReactionPickerList,
  type MessageReactionPickerProps,
  type MessageUserReactionsProps,
} from 'stream-chat-expo';
import { Problem, Words } from '../parts';
import { useOpened } from './sealed-message';

/** Of these alone the core has signed names. */
export const SUPPORTED_REACTIONS = REACTIONS.map((emoji) => ({
  Icon: () => <Text>{emoji}</Text>,
  type: emoji,
  isMain: true,
}));

/** The vendor's has a plus beside it, for emoji that nobody could sign. */
export const ReactionPicker = ({ dismissOverlay, handleReaction }: MessageReactionPickerProps) => {
  const select = (emoji: string) => {
    dismissOverlay();
    void handleReaction?.(emoji);
  };
  return <MessageReactionPickerList onSelectReaction={select} />;
};

/** Who has reacted, by their signatures; the vendor's would go by what Stream says. */
export const WhoReacted = ({ message }: MessageUserReactionsProps) => {
  const { encrypted } = useOpened();
  const nameOf = useNameOf(encrypted.stream);
  const problemWords = useProblemWords();
  const id = message?.id ?? '';
  const who = useQuery({ queryKey: ['reactions', id], queryFn: () => encrypted.whoReacted(id), gcTime: 0 });
  return (
    <View>
      <Problem>{who.error && problemWords(who.error)}</Problem>
      {who.data?.map(({ userId, emoji }) => (
        <Words key={`${userId}/${emoji}`}>{`${emoji} ${nameOf(userId)}`}</Words>
      ))}
    </View>
  );
};
