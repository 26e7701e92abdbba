import * as z from 'zod/mini';
import { enrolmentStates } from '../contract/enrolment-states.ts';
import { erasureStepName } from '../contract/erasure.ts';
import { AppError } from '../domain/app-error.ts';
import type { DayOfCodes } from '../domain/code-limits.ts';
import type { Erasure, ErasureState, QueuedErasure } from '../domain/erasure.ts';
import type { User } from '../domain/user.ts';

/*
 * The items of the users' table. All of a user's have one partition key. An erasure stands in the place of the user's record, under
 * the same key: one conditional write makes the one of the other, and nobody can sign up over it.
 */
const pkOf = (id: string): string => `USER#${id}`;
const PEER = 'PEER#';

export const userKey = (id: string) => ({ pk: pkOf(id), sk: 'USER' });
/** Is there while the operator shuts the user out. */
export const blockedKey = (id: string) => ({ pk: pkOf(id), sk: 'BLOCKED' });
/** Outside of the users' items: it says how much was asked for within minutes, and goes by itself. */
export const bucketKey = (key: string) => ({ pk: `BUDGET#${key}`, sk: 'BUDGET' });
/** What codes a user asked for in the last day. */
export const userLedgerKey = (id: string) => ({ pk: pkOf(id), sk: 'CODES' });
/** The same of a factor, whoever asked. Nothing in it names a user, and none of a user's items names the key. */
export const factorLedgerKey = (factorKey: string) => ({ pk: `FACTOR#${factorKey}`, sk: 'CODES' });
export const codeDayKey = ({ of, day }: Pick<DayOfCodes, 'of' | 'day'>, part: number) => ({
  pk: `CODES#${of}#${day}#${part}`,
  sk: 'DAY',
});

/** Of what one user says of another. */
export const peerKey = (id: string, peerId: string) => ({ pk: pkOf(id), sk: `${PEER}${peerId}` });
/** Outside of the users' items: a report is the moderators' to read, and names nobody in the clear. */
const REPORTS = 'REPORTS';
export const reportKey = (id: string) => ({ pk: REPORTS, sk: id });
export const reportsOfStage = {
  KeyConditionExpression: 'pk = :pk',
  ExpressionAttributeValues: { ':pk': REPORTS },
};

/** The id of the user whose item it is. */
export const ownerOfItem = ({ pk }: Record<string, unknown>): string => String(pk).slice(pkOf('').length);

/** The item of a {@link blockedKey}. */
export const blockedItem = z.object({ blockedAt: z.string() });

export const authorKeyItem = z.object({
  authorKey: z.string(),
  sigchainHash: z.string(),
  signature: z.string(),
  account: z.string(),
  registeredAt: z.string(),
});

export const userItem = z.object({
  id: z.string(),
  sealedTwoManRuleKey: z.string(),
  createdAt: z.string(),
  authFactors: z.record(z.string(), z.object({ hint: z.string(), challengedAt: z.string() })),
  enrolledAt: z.optional(z.string()),
  enrolment: z.optional(
    z.object({
      state: z.enum(enrolmentStates),
      attempt: z.number(),
      device: z.optional(z.string()),
      leaseUntil: z.optional(z.number()),
      account: z.optional(z.string()),
      version: z.string(),
    }),
  ),
  sigchain: z.optional(z.object({ hash: z.string(), account: z.string(), registeredAt: z.string() })),
  authorKey: z.optional(z.extend(authorKeyItem, { sealedPrivateKey: z.string() })),
  formerAuthorKeys: z.optional(z.array(authorKeyItem)),
});

/** What stands beside the record, or in an item without one, while an erasure waits for its day. */
const request = { receiptId: z.string(), requestedAt: z.string(), dueAt: z.string() };
const pendingErasure = z.object({ ...request, tokensRevokedAt: z.optional(z.string()) });
const pendingItem = z.object({ id: z.string(), erasurePending: pendingErasure });

const erasureItem = z.object({
  id: z.string(),
  erasure: z.object({
    ...request,
    doneAt: z.partialRecord(erasureStepName, z.string()),
    streamTask: z.optional(z.string()),
  }),
});

/** The item of a {@link userLedgerKey} or a {@link factorLedgerKey}. */
export const ledgerItem = z.object({
  codes: z.array(z.object({ id: z.string(), at: z.number(), factor: z.optional(z.string()) })),
  version: z.string(),
});

/** What a user has said of another: that they want to talk with them, or not to be invited by them. */
export const peerItem = z.pipe(
  z.object({
    sk: z.string().check(z.startsWith(PEER)),
    state: z.enum(['contact', 'blocked']),
    since: z.string(),
  }),
  z.transform(({ sk, state, since }) => ({ peerId: sk.slice(PEER.length), state, since })),
);
export const isPeer = ({ sk }: Record<string, unknown>): boolean => String(sk).startsWith(PEER);

/** The user's record, also beside an erasure that waits; null where there is none, as once an erasure stands in its place. */
export const readRecord = (item: Record<string, unknown> | undefined): User | null =>
  item?.sealedTwoManRuleKey === undefined ? null : userItem.parse(item);

export const isErasure = (item: Record<string, unknown> | undefined): boolean => item?.erasure !== undefined;

/** Throws `USER_ERASED` or `ERASURE_PENDING` for the item of somebody who is erased or going to be. */
export const demandOpenAccount = (item: Record<string, unknown> | undefined): void => {
  if (isErasure(item)) throw new AppError('USER_ERASED');
  if (item?.erasurePending === undefined) return;
  throw new AppError('ERASURE_PENDING', { dueAt: pendingErasure.parse(item.erasurePending).dueAt });
};

/** Throws when the item is none of an erasure. */
export const readErasure = (item: unknown): Erasure => {
  const { id, erasure } = erasureItem.parse(item);
  return { userId: id, ...erasure };
};

/** What a user's main item says of an erasure. */
export const readErasureState = (item: Record<string, unknown> | undefined): ErasureState => {
  if (isErasure(item)) return { kind: 'erased', erasure: readErasure(item) };
  if (item?.erasurePending === undefined) return { kind: 'none' };
  const { id, erasurePending } = pendingItem.parse(item);
  return { kind: 'pending', pending: { userId: id, ...erasurePending } };
};

const QUEUE = 'ERASURES';

/** Where an erasure waits, by the time it is due: times of one form, so they sort as texts. */
export const queuedErasureKey = ({ dueAt, userId }: QueuedErasure) => ({
  pk: QUEUE,
  sk: `${dueAt}#${userId}`,
});

/** A query for those due by then. */
export const erasuresDueBy = (time: string) => ({
  KeyConditionExpression: 'pk = :pk AND sk < :after',
  ExpressionAttributeValues: { ':pk': QUEUE, ':after': `${time}$` }, // after `#`
});

export const queuedErasureItem = z.object({ userId: z.string(), dueAt: z.string() });

/** A query for all of a user's items; DynamoDB gives them a page at a time. */
export const allItemsOf = (id: string) => ({
  KeyConditionExpression: 'pk = :pk',
  ExpressionAttributeValues: { ':pk': pkOf(id) },
});
export const peersOf = (id: string) => ({
  KeyConditionExpression: 'pk = :pk AND begins_with(sk, :peer)',
  ExpressionAttributeValues: { ':pk': pkOf(id), ':peer': PEER },
});
