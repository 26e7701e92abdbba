import { createHash } from 'node:crypto';
import type { Swept } from './domain/sweep-stored.ts';
import { log } from './log.ts';
import { count } from './metrics.ts';

/** Stream's form of a cid. Anything else does not get into the log. */
const CID = /^[\w-]{1,64}:[\w!-]{1,80}$/;

/** The audit line of a message that was deleted, and its metric. Who finds the message's id elsewhere can compare; nobody can read it here. */
export const reportSweep = ({ cid, messageId, refusal, messageTime }: Swept): void => {
  log('warn', {
    event: 'message-swept',
    refusal,
    messageIdHash: createHash('sha256').update(messageId).digest('hex'),
    ...(typeof cid === 'string' && CID.test(cid) && { cid }),
    ...timeIn(messageTime),
  });
  count('MessagesSwept', refusal);
};

const timeIn = (value: unknown): { messageTime?: string } => {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? {} : { messageTime: new Date(time).toISOString() };
};
