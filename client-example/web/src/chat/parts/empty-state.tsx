import type { EmptyStateIndicatorProps } from 'stream-chat-react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { Button } from '../../ui/button.tsx';
import { openWindow } from '../address/use-address.ts';

/** What stands where a list is empty. The vendor's own is a list item outside of a list, which screen readers stumble over. */
export const EmptyState = ({ listType = 'message' }: EmptyStateIndicatorProps) => {
  const { list, conversation } = useChatTexts();
  if (listType === 'thread') return null;
  if (listType === 'message')
    return (
      <div className="empty-state">
        <p>{conversation.empty}</p>
      </div>
    );
  return (
    <div className="empty-state">
      <p>{list.empty}</p>
      <Button onClick={() => openWindow('new')}>{list.start}</Button>
    </div>
  );
};
