import type { OutboxReason } from '../../outbox/outbox-entry.ts';

const reasons: Record<OutboxReason, string> = {
  'no-connection': 'Waiting for the connection. It goes by itself.',
  busy: 'Waiting: the chat service is busy. It goes by itself.',
  removed: 'Kept back: you are not in this conversation any more.',
  'security-notice': 'Kept back: sending has stopped here. The notice in the conversation says why.',
  'not-allowed': 'Kept back: you may not write here at the moment.',
  'members-not-ready': 'Kept back: nobody here has set up secure chat yet. It goes once they have.',
  overdue: 'Not sent: it was kept back for more than an hour. Send it now, or take it back.',
  'too-long': 'Not sent: it is too long once encrypted. Make it shorter.',
  refused: 'Not sent: the service refused it.',
  'file-gone': 'Not sent: a file of it is not to be had any more. Take it out, or pick it again.',
  'file-unusable': 'Not sent: a file of it cannot be sent. Take it out.',
  gone: 'Not sent: what it belongs to is not there any more.',
  'not-own': 'Not changed: this message is not yours, or could not be verified.',
  unknown: 'Not sent: something went wrong.',
};

/** What is said under a message that has not gone, in English. */
export const englishUnsent = {
  reasons,
  /** With the words of the team's own hook. */
  refusedBecause: (words: string) => `Not sent: the service refused it: ${words}`,
  /** Before the reason, when new words for a message wait and not the message. */
  change: (reason: string) => `Your change: ${reason}`,
};
