import type { EmptyStateIndicatorProps } from 'stream-chat-react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';

/** What stands where a list is empty. The vendor's own is a list item outside of a list, which screen readers stumble over. */
export const EmptyState = ({ listType = 'message' }: EmptyStateIndicatorProps) => {
  const { list, conversation } = useChatTexts();
  const words = { channel: list.empty, message: conversation.empty, thread: '' };
  return <p className="empty-state">{words[listType]}</p>;
};
