import type { ComponentProps } from 'react';
import type { VirtualizedMessageListProps } from 'stream-chat-react';
import { KeptList } from './kept-list.tsx';

type VirtuosoProps = NonNullable<VirtualizedMessageListProps['additionalVirtuosoProps']>;
type Context = {
  processedMessages: readonly { id: string }[];
  messageGroupStyles: Record<string, string>;
  numItemsPrepended: number;
};

/** What the vendor's list counts its first row as, so that rows can come before it (stream-chat-react 14.12). */
const FIRST = 10_000_000;

/** The number of a row is that of its message also in the moment in which older ones have come, and rows are still counted without them. */
const messageAt = (index: number, { processedMessages, numItemsPrepended }: Context) =>
  processedMessages[index + numItemsPrepended - FIRST];

/**
 * In place of the vendor's rows, which break the conversation when the list has become shorter and a row of before is drawn once more: when messages are
 * taken back or removed, and when a list begins anew.
 */
const Item = ({
  context,
  item: _,
  ...props
}: ComponentProps<'div'> & { context?: Context; item?: unknown }) => {
  const index = Number((props as Record<string, unknown>)['data-item-index']);
  const style = context?.messageGroupStyles[messageAt(index, context)?.id ?? ''];
  const grouped = style ? ` str-chat__li--${style}` : '';
  return <div {...props} className={`str-chat__virtual-list-message-wrapper str-chat__li${grouped}`} />;
};

const computeItemKey = (index: number, _data: unknown, context: Context): string | number =>
  messageAt(index, context)?.id ?? index;

export const safeRows = { components: { Item, List: KeptList }, computeItemKey } as unknown as VirtuosoProps;
