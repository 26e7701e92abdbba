import type { SealdSDK } from '@seald-io/sdk/lib/main.js';
import type { MessageResponse } from 'stream-chat';
import {
  type Author,
  createAuthor,
  createVerify,
} from '../../../client-example/secure-chat/src/authors/author.ts';
import { USUAL_ROTATION } from '../../../client-example/secure-chat/src/epochs/due.ts';
import { openEpochKeeper } from '../../../client-example/secure-chat/src/epochs/epoch-keeper.ts';
import type { KeepingDeps } from '../../../client-example/secure-chat/src/epochs/keeping.ts';
import { NO_PIN } from '../../../client-example/secure-chat/src/epochs/pin.ts';
import type { VerifiedEpoch } from '../../../client-example/secure-chat/src/epochs/trusted-epoch.ts';
import { createDecryptedCache } from '../../../client-example/secure-chat/src/messages/decrypted-cache.ts';
import { createMessageReader } from '../../../client-example/secure-chat/src/messages/message-reader.ts';
import { seal } from '../../../client-example/secure-chat/src/messages/sealed-text.ts';
import { createUnsentMessages } from '../../../client-example/secure-chat/src/messages/unsent-messages.ts';
import { hashOf } from '../../../client-example/secure-chat/src/platform/content-hash.ts';
import { createPlatform } from '../../../client-example/secure-chat/src/platform/platform.ts';
import { createSlices } from '../../../client-example/secure-chat/src/platform/ui-slices.ts';
import { withNativeDecryption } from '../../../client-example/secure-chat/src/seald/native-decryption.ts';
import type { EncryptionSession } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import { createSealdSdk } from '../../../client-example/secure-chat/src/seald/seald-sdk.ts';
import { toBase64Url } from '../../../shared/contract/base64url.ts';
import { ENVELOPE_VERSION, type Envelope } from '../../../shared/contract/envelope.ts';
import type { Keys } from './floor.ts';

const CID = 'encrypted:tea';
const TEXT_LIMIT = 5000;
const STARTED = Date.UTC(2026, 0, 1);
const platform = createPlatform();
const verify = createVerify(platform.ed25519);
const hash = (text: string) => hashOf(platform.sha256, text);

/** One channel with so many messages of Bob's, open at Alice: what the core reads with in a browser, but for servers. `read` decrypts and verifies each time. */
export const openReading = async (count: number) => {
  const privateKey = platform.randomBytes(32);
  const keys: Keys = {
    session: platform.randomBytes(64),
    author: await platform.ed25519.publicKey(privateKey),
  };
  const author = await createAuthor(platform.ed25519, privateKey);
  const session = sessionOf(keys.session);
  const messages = await messagesOf(count, session, author);
  const { sessionToRead, authorToRead } = await keeperOf(session, author);
  const read = async (some: number): Promise<void> => {
    const cache = createDecryptedCache();
    const reading = { cache, unsent: createUnsentMessages(), runInSlices: createSlices() };
    const opening = { findSession: sessionToRead, findAuthorKey: authorToRead, verify };
    const inbox = { ...opening, cid: CID, hash, revisions: new Map(), fileHosts: [] };
    const found = await createMessageReader(inbox, reading).readAll(messages.slice(0, some));
    if (!found.every(({ kind }) => kind === 'message')) throw new Error('not read');
  };
  return { messages, keys, read };
};

/** A session of the real SDK, made without a server: of what the SDK's own `serialize` writes, BSON `{ id, key }`. */
const sessionOf = (key: Uint8Array): EncryptionSession => {
  const nowhere = 'http://127.0.0.1:9/';
  const sdk = createSealdSdk({ appId: platform.newId(), apiUrl: nowhere, ssksUrl: nowhere })('alice');
  const ascii = (text: string) => [...text].map((char) => char.charCodeAt(0));
  const int32 = (value: number) => [...new Uint8Array(Int32Array.of(value).buffer)];
  const id = platform.newId();
  const idElement = [...ascii('\x02id\0'), ...int32(id.length + 1), ...ascii(`${id}\0`)];
  const keyElement = [...ascii('\x05key\0'), ...int32(key.length), 0, ...key];
  const body = [...idElement, ...keyElement, 0];
  const written = platform.toBase64(Uint8Array.from([...int32(body.length + 4), ...body]));
  const session = (sdk as unknown as SealdSDK).utils.deserializeSession(written);
  return withNativeDecryption(session, crypto.subtle) as unknown as EncryptionSession;
};

const messagesOf = (count: number, session: EncryptionSession, author: Author): Promise<MessageResponse[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, number) => {
      const id = platform.newId();
      const sentAt = new Date(STARTED + number * 1000).toISOString();
      const envelope: Envelope = {
        v: ENVELOPE_VERSION,
        cid: CID,
        sessionId: session.sessionId,
        from: 'bob',
        id,
        rev: 0,
        sentAt,
        text: `Number ${number}: see you at the harbour at eight, I bring the tea.`,
        attachments: [],
        previous: number > 0 ? [{ id: platform.newId(), hash: author.authorKey }] : [],
      };
      const { text } = await seal(session, author, envelope, TEXT_LIMIT);
      const user = { id: 'bob' };
      return {
        id,
        text,
        type: 'regular',
        user,
        created_at: sentAt,
        updated_at: sentAt,
      } as unknown as MessageResponse;
    }),
  );

const unasked = async (): Promise<never> => {
  throw new Error('nobody is asked');
};

const keeperOf = async (session: EncryptionSession, author: Author) => {
  const epoch: VerifiedEpoch = {
    epoch: 1,
    encryptionSessionId: session.sessionId,
    startedBy: 'bob',
    startedAt: new Date(STARTED).toISOString(),
    members: ['alice', 'bob'],
    authorKeys: [toBase64Url(new Uint8Array(32)), author.authorKey],
    history: 'fromNowOn',
    reactionKey: author.authorKey,
    hash: author.authorKey,
  };
  const deps: KeepingDeps = {
    userId: 'alice',
    stream: {
      cid: CID,
      members: () => new Set(['alice', 'bob']),
      note: () => {},
      invitedBy: () => null,
      noteAccepted: () => {},
      namedSession: () => session.sessionId,
      history: () => 'fromNowOn',
      reload: unasked,
      mayHaveMissed: () => false,
      onChange: () => () => {},
    },
    registry: {
      list: unasked,
      putDataRight: unasked,
      register: unasked,
      acceptInvitation: unasked,
      addMember: unasked,
      removeMember: unasked,
    },
    seald: { create: unasked, retrieve: async () => session, addReaders: unasked, revoke: unasked },
    contacts: { check: unasked, accept: unasked, vouch: unasked, authorKeys: unasked },
    author,
    verify,
    sha256: platform.sha256,
    randomBytes: platform.randomBytes,
    pins: { load: async () => ({ ...NO_PIN, epochs: [epoch], trustedAt: STARTED }), save: async () => {} },
    rotation: USUAL_ROTATION,
    findPairWith: async () => null,
    now: platform.now,
  };
  return openEpochKeeper({ ...deps, timer: platform.timer }, { quietly: true });
};
