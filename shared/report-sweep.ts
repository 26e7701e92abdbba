import { createHash } from 'node:crypto';
import { CID } from './contract/stream-ids.ts';
import type { Swept } from './domain/sweep-stored.ts';
import { log } from './log.ts';
import { count } from './metrics.ts';

/** The audit line of a message that was deleted, and its metric. Who finds the message's id elsewhere can compare; nobody can read it here. */
export const reportSweep = (swept: Swept): void => {
  log('warn', { event: 'message-swept', ...described(swept) });
  count('MessagesSwept', swept.refusal);
};

/** The same of a message that stays until somebody has looked. */
export const reportHeldBack = (heldBack: Swept): void => {
  log('warn', { event: 'sweep-held-back', ...described(heldBack) });
  count('SweepsHeldBack', heldBack.refusal);
};

const described = ({ cid, messageId, refusal, messageTime }: Swept) => ({
  refusal,
  messageIdHash: createHash('sha256').update(messageId).digest('hex'),
  // Anything else could be words, and does not get into the log.
  ...(typeof cid === 'string' && CID.test(cid) && { cid }),
  ...timeIn(messageTime),
});

const timeIn = (value: unknown): { messageTime?: string } => {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? {} : { messageTime: new Date(time).toISOString() };
};
