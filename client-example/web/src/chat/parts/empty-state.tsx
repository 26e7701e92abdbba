import type { EmptyStateIndicatorProps } from 'stream-chat-react';

const WORDS: Record<NonNullable<EmptyStateIndicatorProps['listType']>, string> = {
  channel: 'No conversations yet. Start one with the plus above.',
  message: 'Nothing written yet. Only the members of this conversation can read what you write here.',
  thread: '',
};

/** What stands where a list is empty. The vendor's own is a list item outside of a list, which screen readers stumble over. */
export const EmptyState = ({ listType = 'message' }: EmptyStateIndicatorProps) => (
  <p className="empty-state">{WORDS[listType]}</p>
);
