import type { ExportResponse } from '../contract/export.ts';
import { sealdIdOf } from '../contract/seald-id.ts';
import { AppError } from './app-error.ts';
import { claimOf } from './author-keys.ts';
import type { CountedCode } from './code-ledger.ts';
import {
  CHANNEL_REGISTRY,
  type ErasureState,
  LEFT,
  pendingReceiptOf,
  REPORTS_OF_MESSAGES,
  receiptOf,
} from './erasure.ts';
import type { Peer } from './peers.ts';
import type { KeptAuthorKey, User } from './user.ts';

/** Everything the users' table has under one user's id. */
export type Holdings = {
  user: User | null;
  erasure: ErasureState;
  /** Codes asked for, those of the last day among them. */
  codes: CountedCode[];
  /** When the operator shut the user out. */
  shutOutAt?: string;
  contacts: Peer[];
  blocked: Peer[];
};

export type ExportMeDeps = {
  findHoldings: (userId: string) => Promise<Holdings>;
  sealdIdPrefix: string;
  now: () => Date;
};

/**
 * All that we hold of the caller, and where the rest is; changes nothing. The two-man-rule key is not in it: a copy of an
 * export must not be half of what opens an identity. Throws `USER_NOT_FOUND` for somebody of whom there is nothing.
 */
export const exportMe = async (
  { findHoldings, sealdIdPrefix, now }: ExportMeDeps,
  userId: string,
): Promise<ExportResponse> => {
  const { user, erasure, shutOutAt, codes, contacts, blocked } = await findHoldings(userId);
  if (!user && erasure.kind === 'none') throw new AppError('USER_NOT_FOUND');
  return {
    exportedAt: now().toISOString(),
    userId,
    sealdId: sealdIdOf(sealdIdPrefix, userId),
    ...(user && { record: recordOf(user) }),
    codes: codes.map(({ at, factor }) => ({ sentAt: new Date(at).toISOString(), authFactor: factor })),
    contacts,
    blocked,
    ...(shutOutAt !== undefined && { shutOutAt }),
    ...(erasure.kind === 'erased' && { erasure: receiptOf(erasure.erasure) }),
    ...(erasure.kind === 'pending' && { erasure: pendingReceiptOf(erasure.pending) }),
    elsewhere: erasure.kind === 'erased' ? LEFT : ELSEWHERE,
  };
};

const recordOf = (user: User) => ({
  ...identityOf(user),
  ...(user.authorKey && {
    authorKey: { ...publicHalf(user.authorKey), privateHalf: { isHeld: true as const } },
  }),
  ...(user.formerAuthorKeys && { formerAuthorKeys: user.formerAuthorKeys.map(publicHalf) }),
});

const publicHalf = (key: KeptAuthorKey) => ({
  ...claimOf(key),
  account: key.account,
  registeredAt: key.registeredAt,
});

const identityOf = ({ createdAt, enrolledAt, authFactors, enrolment, sigchain }: User) => ({
  createdAt,
  ...(enrolledAt !== undefined && { enrolledAt }),
  twoManRuleKey: { isHeld: true as const },
  authFactors: Object.entries(authFactors).map(([index, factor]) => ({ index, ...factor })),
  ...(enrolment?.account !== undefined && { account: enrolment.account }),
  ...(sigchain && { sigchain }),
});

const ELSEWHERE: ExportResponse['elsewhere'] = [
  {
    holder: 'stream',
    holds:
      'The chat user with name and times of use, memberships, encrypted messages and files, reactions and read marks.',
  },
  {
    holder: 'seald',
    holds:
      'Public keys and the signature chain under the Seald id, message keys that only devices can open, and at the key storage the encrypted identity with the phone number or e-mail address it is guarded by.',
  },
  CHANNEL_REGISTRY,
  REPORTS_OF_MESSAGES,
];
