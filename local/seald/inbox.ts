/** What the phone or mailbox of a user got. */
export type InboxMessage = { to: string; code: string; sentAt: string };

/** The phones and mailboxes; kept apart from both servers' origins, so that no backend credential reaches a code. */
export type SealdInbox = {
  /** All messages, or those to one factor value; newest last. */
  list: (to?: string) => InboxMessage[];
};

const MOST_MESSAGES = 1_000;

/** Adds a message and drops the oldest beyond a thousand. */
export const deliver = (messages: InboxMessage[], message: InboxMessage): void => {
  messages.push(message);
  if (messages.length > MOST_MESSAGES) messages.shift();
};
