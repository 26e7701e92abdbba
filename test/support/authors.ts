import {
  createHash,
  createPrivateKey,
  createPublicKey,
  verify as isSigned,
  type KeyObject,
  sign,
} from 'node:crypto';
import {
  type Author,
  createAuthor,
  createVerify,
} from '../../client-example/secure-chat/src/authors/author.ts';
import type { Contacts } from '../../client-example/secure-chat/src/contacts/contacts.ts';
import type { Ed25519 } from '../../client-example/secure-chat/src/platform/ed25519.ts';

/** By Node, and at once: a test whose time stands still waits for nothing else. */
export const ed25519: Ed25519 = {
  publicKey: async (privateKey) =>
    createPublicKey(privateOf(privateKey)).export({ type: 'spki', format: 'der' }).subarray(-32),
  sign: async (bytes, privateKey) => sign(null, bytes, privateOf(privateKey)),
  verify: async (signature, bytes, publicKey) => isSigned(null, bytes, publicOf(publicKey), signature),
};

const keys = new Map<string, KeyObject>();
const keyOf = (name: string, make: () => KeyObject): KeyObject => {
  const key = keys.get(name) ?? make();
  keys.set(name, key);
  return key;
};

const privateOf = (raw: Uint8Array): KeyObject =>
  keyOf(`private ${raw.join()}`, () =>
    createPrivateKey({
      key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), raw]),
      format: 'der',
      type: 'pkcs8',
    }),
  );
const publicOf = (raw: Uint8Array): KeyObject =>
  keyOf(`public ${raw.join()}`, () =>
    createPublicKey({
      key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]),
      format: 'der',
      type: 'spki',
    }),
  );

export const verify = createVerify(ed25519);

/** The same author for the same name, in every run. */
export const authorOf = (name: string): Promise<Author> => {
  const known =
    authors.get(name) ?? createAuthor(ed25519, createHash('sha256').update(`author ${name}`).digest());
  authors.set(name, known);
  return known;
};

const authors = new Map<string, Promise<Author>>();

export const hashOfText = async (text: string): Promise<string> =>
  createHash('sha256').update(text).digest('base64url');

type AuthorsOfContacts = Pick<Contacts, 'vouch' | 'authorKeys'>;

/** Contacts whose author keys are those of these authors. */
export const authorsBy = (author: (userId: string) => Promise<Author>): AuthorsOfContacts => ({
  authorKeys: (userIds) =>
    Promise.all([...new Set(userIds)].map(async (id) => ({ id, authorKey: (await author(id)).authorKey }))),
  vouch: async (authors) => {
    const known = await Promise.all(authors.map(async ({ id }) => (await author(id)).authorKey));
    return authors.map(({ authorKey }, at) => authorKey === known[at]);
  },
});

/** Those of {@link authorOf} for the user ids. */
export const knownAuthors: AuthorsOfContacts = authorsBy(authorOf);

const ANY = 'A'.repeat(43);

/** What a verified epoch has besides, for tests that verify nothing by it. */
export const anyKeys = (members: readonly string[]) => ({
  authorKeys: members.map(() => ANY),
  reactionKey: ANY,
  hash: ANY,
});
