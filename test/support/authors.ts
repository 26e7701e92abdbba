import { createHash } from 'node:crypto';
import {
  type Author,
  createAuthor,
  createVerify,
} from '../../client-example/secure-chat/src/authors/author.ts';
import type { Contacts } from '../../client-example/secure-chat/src/contacts/contacts.ts';
import { createEd25519 } from '../../client-example/secure-chat/src/platform/ed25519.ts';

const ed25519 = createEd25519();

export const verify = createVerify(ed25519);

/** The same author for the same name, in every run. */
export const authorOf = (name: string): Promise<Author> =>
  createAuthor(ed25519, createHash('sha256').update(`author ${name}`).digest());

export const hashOfText = async (text: string): Promise<string> =>
  createHash('sha256').update(text).digest('base64url');

type AuthorsOfContacts = Pick<Contacts, 'vouch' | 'authorKeys'>;

/** Contacts whose author keys are those of {@link authorOf} for their user ids. */
export const knownAuthors: AuthorsOfContacts = {
  authorKeys: (userIds) =>
    Promise.all(
      [...new Set(userIds)].map(async (id) => ({ id, authorKey: (await authorOf(id)).authorKey })),
    ),
  vouch: async (authors) =>
    (await Promise.all(authors.map(async ({ id, authorKey }) => (await authorOf(id)).authorKey === authorKey))).every(
      Boolean,
    ),
};
