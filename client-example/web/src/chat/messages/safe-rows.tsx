import type { ComponentProps } from 'react';
import type { VirtualizedMessageListProps } from 'stream-chat-react';

type VirtuosoProps = NonNullable<VirtualizedMessageListProps['additionalVirtuosoProps']>;
type Context = {
  processedMessages: readonly { id: string }[];
  messageGroupStyles: Record<string, string>;
  numItemsPrepended: number;
};

/** What the vendor's list counts its first row as, so that rows can come before it (stream-chat-react 14.12). */
const FIRST = 10_000_000;

/**
 * In place of the vendor's rows, which break the conversation when the list has become shorter and a row of before is drawn once more: when messages are
 * taken back or removed, and when a list begins anew.
 */
const Item = ({
  context,
  item: _,
  ...props
}: ComponentProps<'div'> & { context?: Context; item?: unknown }) => {
  const place = Number((props as Record<string, unknown>)['data-index']);
  const style = context?.messageGroupStyles[context.processedMessages[place]?.id ?? ''];
  const grouped = style ? ` str-chat__li--${style}` : '';
  return <div {...props} className={`str-chat__virtual-list-message-wrapper str-chat__li${grouped}`} />;
};

const computeItemKey = (index: number, _data: unknown, context: Context): string | number =>
  context.processedMessages[index + context.numItemsPrepended - FIRST]?.id ?? index;

export const safeRows = { components: { Item }, computeItemKey } as unknown as VirtuosoProps;
