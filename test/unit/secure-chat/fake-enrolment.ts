import type { MessagingApi } from '../../../client-example/secure-chat/src/api/messaging-api.ts';
import { MessagingApiError } from '../../../client-example/secure-chat/src/errors.ts';
import type { ActivationKeyType } from '../../../shared/contract/activation-key-type.ts';
import { AppError } from '../../../shared/domain/app-error.ts';
import { claimIdentity } from '../../../shared/domain/claim-identity.ts';
import { enroll } from '../../../shared/domain/enroll.ts';
import { readMe } from '../../../shared/domain/read-me.ts';
import { registerAuthorKey } from '../../../shared/domain/register-author-key.ts';
import { signUp } from '../../../shared/domain/sign-up.ts';
import type { User, Users } from '../../../shared/domain/user.ts';

export type EnrolmentApi = Pick<
  MessagingApi,
  'me' | 'signup' | 'claimIdentity' | 'enroll' | 'registerAuthorKey'
>;

type Options = {
  id?: string;
  prefix?: string;
  activationKeyType?: ActivationKeyType;
  /** Milliseconds of the epoch. */
  now: () => number;
  keys?: {
    activation: (sealdId: string) => Promise<string>;
    connector: (sealdId: string) => Promise<string>;
  };
  newKey?: () => string;
};

/** The backend's own rules for one user, with the record in memory. `find`: what is kept. */
export const openEnrolment = (options: Options) => {
  const { id = 'alice', prefix = 'T', activationKeyType = 'signupJwt', now, keys } = options;
  let record: User | null = null;
  let versions = 0;
  const users: Pick<Users, 'find' | 'findUntilErased' | 'claim' | 'keepEnrolment' | 'keepAuthorKey'> = {
    find: async () => record,
    findUntilErased: async () => record,
    claim: async (candidate) => {
      const created = record === null;
      record ??= { ...candidate, authFactors: {} };
      return { user: record, created };
    },
    keepEnrolment: async (_id, was, next, { enrolledAt, sigchain } = {}) => {
      if (!record || record.enrolment?.version !== was) return false;
      record = { ...record, enrolment: next, enrolledAt: record.enrolledAt ?? enrolledAt };
      if (sigchain) record = { ...record, sigchain };
      return true;
    },
    keepAuthorKey: async (_id, was, authorKey, formerAuthorKeys) => {
      if (!record || record.authorKey?.account !== was) return false;
      record = { ...record, authorKey, formerAuthorKeys };
      return true;
    },
  };
  const deps = {
    users,
    sealdIdPrefix: prefix,
    activationKeyType,
    issueActivationKey: keys?.activation ?? (async () => 'a.b.c'),
    issueConnectorKey:
      activationKeyType === 'userLicenseToken'
        ? async () => null
        : (keys?.connector ?? (async () => 'd.e.f')),
    openTwoManRuleKey: async (_id: string, sealed: string) => sealed,
    sealTwoManRuleKey: async (_id: string, key: string) => key,
    newTwoManRuleKey: options.newKey ?? (() => 'key'),
    newVersion: () => `v${++versions}`,
    now: () => new Date(now()),
  };
  const api: EnrolmentApi = {
    me: async () => told(readMe(deps, id)),
    signup: async () => (await told(signUp(deps, id))).user,
    claimIdentity: async (event) => told(claimIdentity(deps, id, event)),
    enroll: async (request) => (await told(enroll(deps, id, request))).enrollment,
    registerAuthorKey: async (request) => told(registerAuthorKey(deps, id, request)),
  };
  return {
    api,
    users,
    find: () => record,
    put: (user: User | null) => {
      record = user;
    },
    attempt: () => record?.enrolment?.attempt ?? 1,
  };
};

const told = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    throw error instanceof AppError ? new MessagingApiError(error.type, { status: error.statusCode }) : error;
  }
};
