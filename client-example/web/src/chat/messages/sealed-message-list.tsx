import { useMemo } from 'react';
import type { LocalMessage } from 'stream-chat';
import { useChannelActionContext, useChannelStateContext, VirtualizedMessageList } from 'stream-chat-react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { Button } from '../../ui/button.tsx';
import { useConversation } from '../services/conversation-context.tsx';
import { isBeforeJoining, useOneLineBefore } from './before-joining.ts';
import { Lines, PlacedLinesContext, usePlacedLines } from './epoch-lines.tsx';
import { useLoadOlder } from './load-older.ts';
import { safeRows } from './safe-rows.tsx';
import { useRecoveredList } from './use-recovered-list.ts';

const NONE: LocalMessage[] = [];
/** Rows drawn beyond what is in sight, in CSS pixels: those who scroll find them drawn. */
const BEYOND = { top: 600, bottom: 400 };

/** The messages, only those in sight drawn; between them a line for each change of the encryption. */
export const SealedMessageList = () => {
  const { encrypted } = useConversation();
  const state = useChannelStateContext('SealedMessageList');
  const { hasMore = false, hasMoreNewer = false, loadingMore = false, messages: loaded = NONE } = state;
  const { loadMore } = useChannelActionContext('SealedMessageList');
  const messages = useOneLineBefore(encrypted, loaded);
  const lines = usePlacedLines(messages, hasMore);
  const isOutOfReach = isBeforeJoining(encrypted, messages[0]);
  const scrollerRef = useLoadOlder({
    hasOlder: hasMore && !isOutOfReach && !hasMoreNewer,
    isLoading: loadingMore,
    loadOlder: () => void loadMore(),
    count: loaded.length,
  });
  useRecoveredList();
  const head = useMemo(
    () => (
      <>
        {hasMore && isOutOfReach && !loadingMore && <FurtherBack onClick={() => void loadMore()} />}
        <Lines lines={lines.alone} />
      </>
    ),
    [hasMore, isOutOfReach, loadingMore, loadMore, lines.alone],
  );
  return (
    <PlacedLinesContext value={lines}>
      <VirtualizedMessageList
        messages={messages}
        head={head}
        disableDateSeparator={false}
        shouldGroupByUser
        stickToBottomScrollBehavior="auto"
        additionalVirtuosoProps={{ scrollerRef, ...safeRows, increaseViewportBy: BEYOND }}
      />
    </PlacedLinesContext>
  );
};

/** Of what was written before this user joined nothing can be read, so it is not loaded by itself. They may have been here before that. */
const FurtherBack = ({ onClick }: { onClick: () => void }) => (
  <p className="further-back">
    <Button look="quiet" onClick={onClick}>
      {useChatTexts().messages.furtherBack}
    </Button>
  </p>
);
