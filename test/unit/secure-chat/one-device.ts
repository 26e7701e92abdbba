import { createHash, randomUUID } from 'node:crypto';
import type { ContactFinding } from '../../../client-example/secure-chat/src/contacts/contact-check.ts';
import type { EpochEvent } from '../../../client-example/secure-chat/src/epochs/encryption.ts';
import { createKeeping, type KeepingDeps } from '../../../client-example/secure-chat/src/epochs/keeping.ts';
import { type ChannelPin, NO_PIN } from '../../../client-example/secure-chat/src/epochs/pin.ts';
import { sealStatement, signStatement } from '../../../client-example/secure-chat/src/epochs/statement.ts';
import {
  type VerifiedEpoch,
  verifiedEpoch,
} from '../../../client-example/secure-chat/src/epochs/trusted-epoch.ts';
import { SecureChatError } from '../../../client-example/secure-chat/src/errors.ts';
import type { EncryptionSession } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import { canonicalJson } from '../../../shared/contract/canonical-json.ts';
import type { Epoch, RegisterEncryptionSessionRequest } from '../../../shared/contract/encryption-session.ts';
import type { EpochStatement } from '../../../shared/contract/epoch-statement.ts';
import { authorOf, hashOfText, knownAuthors, verify } from '../../support/authors.ts';
import { encryptedText } from '../../support/encrypted-text.ts';

export const CID = 'encrypted:one';
/** The other of it is Bob. */
export const ALL = ['alice', 'bob', 'carol'];
export const PAIR = `encrypted:pair-${'a'.repeat(43)}`;
export const START = Date.UTC(2026, 10, 22, 10);
const REACTION_KEY = 'A'.repeat(43);

/** What somebody registers as an epoch. */
type Making = {
  members?: readonly string[];
  by?: string;
  /** Trusted by its maker before, and where it is announced; the last one made unless told, null for none. */
  after?: VerifiedEpoch | null;
  history?: EpochStatement['history'];
  removed?: readonly string[];
  startedAt?: number;
  /** Who has signed it instead of its maker. */
  signedBy?: string;
};

type State = {
  /** Who Stream says is in the channel. */
  members: Set<string>;
  /** What the channel's data name. */
  namedSession: () => string | undefined;
  reload: () => void;
  mayHaveMissed: boolean;
  invitedBy: string | null;
  history: EpochStatement['history'];
  now: number;
  findings: ContactFinding[];
  /** Sessions that Seald does not open for this user. */
  closed: Set<string>;
  /** What a call does before it is answered, as fail; by its name. */
  before: Partial<Record<string, () => unknown>>;
};

/** The device of one user in one channel. Stream, backend, Seald and the contacts are stood in for: `asked` says in order what was asked of them. */
export const oneDevice = async (userId = 'alice', cid = CID) => {
  const asked: string[] = [];
  const events: EpochEvent[] = [];
  const saved: ChannelPin[] = [];
  const registered: Epoch[] = [];
  const requests: RegisterEncryptionSessionRequest[] = [];
  const sessions = new Map<string, EncryptionSession>();
  const made: VerifiedEpoch[] = [];
  const state: State = {
    members: new Set(['alice', 'bob']),
    namedSession: () => registered.at(-1)?.encryptionSessionId,
    reload: () => {},
    mayHaveMissed: false,
    invitedBy: null,
    history: 'fromNowOn',
    now: START,
    findings: [],
    closed: new Set(),
    before: {},
  };
  const ask = async (name: string, ...about: unknown[]): Promise<void> => {
    asked.push([name, ...about.map(String)].join(' '));
    await state.before[name]?.();
  };
  const newSession = (): EncryptionSession => {
    const session = fakeSession();
    sessions.set(session.sessionId, session);
    return session;
  };
  const stream = {
    cid,
    members: () => state.members,
    note: (id: string, isMember: boolean) => {
      if (isMember) state.members.add(id);
      else state.members.delete(id);
    },
    invitedBy: () => state.invitedBy,
    noteAccepted: () => {
      state.invitedBy = null;
    },
    namedSession: () => state.namedSession(),
    history: () => state.history,
    reload: async () => {
      await ask('reload');
      state.mayHaveMissed = false;
      state.reload();
    },
    mayHaveMissed: () => state.mayHaveMissed,
    onChange: () => () => {},
  };
  const registry = {
    list: async (after: number) => {
      await ask('list', after);
      const later = registered.filter(({ epoch }) => epoch > after);
      return later.length > 0 ? later : registered.slice(-1);
    },
    putDataRight: (current: number) => ask('put right', current),
    register: async (request: RegisterEncryptionSessionRequest) => {
      await ask('register');
      requests.push(request);
      const current = registered.at(-1);
      if (current && current.encryptionSessionId !== request.previousEncryptionSessionId) return current;
      const { encryptionSessionId, welcome, announcement } = request;
      const createdAt = new Date(state.now).toISOString();
      const epoch = (current?.epoch ?? 0) + 1;
      const winner = { encryptionSessionId, epoch, createdBy: userId, createdAt, welcome, announcement };
      registered.push(winner);
      return winner;
    },
    acceptInvitation: () => ask('accept invitation'),
    addMember: (id: string) => ask('add member', id),
    removeMember: (id: string) => ask('remove member', id),
  };
  const seald = {
    create: async (members: readonly string[]) => {
      await ask('create', members);
      return newSession();
    },
    retrieve: async (id: string) => {
      const session = sessions.get(id);
      if (!session || state.closed.has(id)) throw new SecureChatError('NO_ACCESS');
      return session;
    },
    addReaders: ({ sessionId }: EncryptionSession, ids: readonly string[]) =>
      ask('add readers', sessionId, ids),
    revoke: ({ sessionId }: EncryptionSession) => ask('revoke', sessionId),
  };
  const contacts = {
    ...knownAuthors,
    check: async (ids: readonly string[], purpose: unknown) => {
      await ask('check', ids, purpose);
      return state.findings.filter((finding) => ids.includes(finding.userId));
    },
    accept: (id: string) => ask('accept', id),
  };
  const deps: KeepingDeps = {
    userId,
    stream,
    registry,
    seald,
    contacts,
    author: await authorOf(userId),
    verify,
    sha256: async (bytes) => createHash('sha256').update(bytes).digest(),
    randomBytes: (length) => Buffer.alloc(length, 7),
    pins: { load: async () => NO_PIN, save: async (_, pin) => void saved.push(pin) },
    rotation: { messages: 10, days: 30 },
    findPairWith: async (ids) => (cid === PAIR && ids.includes('bob') ? 'bob' : null),
    now: () => new Date(state.now),
  };
  const keeping = createKeeping(deps, (event) => events.push(event));
  /** What somebody has made, whether or not it is registered. */
  const prepare = async (making: Making): Promise<{ epoch: Epoch; verified: VerifiedEpoch }> => {
    const { members = ['alice', 'bob'], by = 'alice', after = made.at(-1) ?? null } = making;
    const session = newSession();
    const createdAt = new Date(making.startedAt ?? START).toISOString();
    const statement: EpochStatement = {
      v: 2,
      cid,
      encryptionSessionId: session.sessionId,
      ...(after && { previous: { encryptionSessionId: after.encryptionSessionId, hash: after.hash } }),
      from: by,
      readers: await knownAuthors.authorKeys(members),
      ...(making.removed && { removed: [...making.removed] }),
      history: making.history ?? 'fromNowOn',
      reactionKey: REACTION_KEY,
      startedAt: createdAt,
    };
    const signed = await signStatement(await authorOf(making.signedBy ?? by), statement);
    const before = after && sessions.get(after.encryptionSessionId);
    const epoch: Epoch = {
      encryptionSessionId: session.sessionId,
      epoch: (registered.at(-1)?.epoch ?? 0) + 1,
      createdBy: by,
      createdAt,
      welcome: await sealStatement(session, signed),
      ...(before && { announcement: await sealStatement(before, signed) }),
    };
    return { epoch, verified: verifiedEpoch(epoch, statement, await hashOfText(canonicalJson(statement))) };
  };
  /** Registers what somebody has made. */
  const make = async (making: Making = {}): Promise<VerifiedEpoch> => {
    const { epoch, verified } = await prepare(making);
    registered.push(epoch);
    made.push(verified);
    return verified;
  };
  const trust = (...epochs: readonly VerifiedEpoch[]): void => {
    keeping.pin = { ...NO_PIN, epochs, trustedAt: START };
  };
  /** The epoch that is trusted. */
  const last = (): VerifiedEpoch | undefined => keeping.pin.epochs.at(-1);
  /** What was asked that begins with one of these names. */
  const askedFor = (...names: string[]): string[] =>
    asked.filter((one) => names.some((name) => one.startsWith(name)));
  /** How often the registry was asked for epochs. */
  const lists = (): number => askedFor('list').length;
  /** The numbers of what is trusted. */
  const trusted = (): number[] => keeping.pin.epochs.map(({ epoch }) => epoch);
  return {
    deps,
    keeping,
    state,
    asked,
    events,
    saved,
    registered,
    requests,
    sessions,
    prepare,
    make,
    trust,
    trusted,
    last,
    askedFor,
    lists,
  };
};

export type OneDevice = Awaited<ReturnType<typeof oneDevice>>;

/** What is encrypted in it is known to nobody else. */
export const fakeSession = (sessionId: string = randomUUID()): EncryptionSession => {
  const texts = new Map<string, string>();
  const session = {
    sessionId,
    encryptMessage: async (text: string) => {
      const encrypted = encryptedText(sessionId);
      texts.set(encrypted, text);
      return encrypted;
    },
    decryptMessage: async (encrypted: string) => {
      const text = texts.get(encrypted);
      if (text === undefined) throw new Error('cannot decrypt');
      return text;
    },
  };
  return session as unknown as EncryptionSession; // the rest of the SDK's interface is not reached
};

/** A call that fails with this, so many times. */
export const failing = (error: unknown, times = 1): (() => void) => {
  let left = times;
  return () => {
    if (left-- > 0) throw error;
  };
};
