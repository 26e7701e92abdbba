/** Stream's events of stored messages: what its event hook sends to our queue, and what the sweeper looks at. */
export const SWEPT_EVENTS: readonly string[] = ['message.new', 'message.updated'];
