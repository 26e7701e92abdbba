import * as z from 'zod';
import {
  claimText,
  type OwnAuthorKey,
  type RegisterAuthorKeyRequest,
} from '../../../../shared/contract/author-key.ts';
import { BASE64URL_OF_32, fromBase64Url, toBase64Url } from '../../../../shared/contract/base64url.ts';
import { canonicalJson, parseCanonicalJson } from '../../../../shared/contract/canonical-json.ts';
import { parseEncryptedText } from '../../../../shared/contract/encrypted-text.ts';
import type { UserResponse } from '../../../../shared/contract/user.ts';
import type { MessagingApi } from '../api/messaging-api.ts';
import { type Author, createAuthor } from '../authors/author.ts';
import { SecureChatError } from '../errors.ts';
import type { Ed25519 } from '../platform/ed25519.ts';
import { retrieveSession } from '../seald/retrieve-session.ts';
import type { SealdSdk } from '../seald/sdk-types.ts';
import { isNoAccess } from '../seald/seald-errors.ts';
import type { KeptAuthorKey } from '../storage/kept-author-key.ts';
import { ownSigchainHead } from './seald-identity.ts';

export type TakeAuthorKeyDeps = {
  api: Pick<MessagingApi, 'registerAuthorKey'>;
  kept: KeptAuthorKey;
  ed25519: Ed25519;
  randomBytes: (length: number) => Uint8Array;
};

/** Of whom the key is: the user as the backend answers, and the identity on this device. */
export type AuthorKeyOwner = { sdk: SealdSdk; user: UserResponse; account: string };

const sealedKey = z.strictObject({
  v: z.literal(1),
  userId: z.string(),
  privateKey: z.string().regex(BASE64URL_OF_32),
});

/**
 * Makes this device's author key and the registered one the same. What was registered first for the identity wins: it is opened with the identity. Where none is, this
 * device's own is registered, or a new one. A key that is on the device already asks nobody. May be repeated after being cut off anywhere. Throws `SecureChatError` `AUTHOR_KEY_LOST` when the
 * registered one cannot be opened, `AUTHOR_KEY_REPLACED` when it is another than this device has, for the same identity, `OWN_KEYS_DOUBTED` when the own signature chain does not hold the keys of
 * this device; `MessagingApiError`, and what Seald throws.
 */
export const takeAuthorKey = async (deps: TakeAuthorKeyDeps, owner: AuthorKeyOwner): Promise<Author> => {
  const { kept, ed25519 } = deps;
  const { user, account } = owner;
  const found = await kept.get(account);
  const registered = user.authorKey;
  if (!registered) return registerKey(deps, owner, found?.privateKey ?? toBase64Url(deps.randomBytes(32)));
  if (!found) return restore(deps, owner, registered);
  const own = await createAuthor(ed25519, fromBase64Url(found.privateKey));
  if (own.authorKey === registered.authorKey) {
    if (!found.isRegistered) await kept.set({ account, ...found, isRegistered: true });
    return own;
  }
  if (found.isRegistered) throw new SecureChatError('AUTHOR_KEY_REPLACED');
  return restore(deps, owner, registered);
};

/** Another device may have been first: then its key is taken. Kept before it is registered, so that a try that was cut off is the same. */
const registerKey = async (
  deps: TakeAuthorKeyDeps,
  owner: AuthorKeyOwner,
  privateKey: string,
): Promise<Author> => {
  const { sdk, user, account } = owner;
  const author = await createAuthor(deps.ed25519, fromBase64Url(privateKey));
  await deps.kept.set({ account, privateKey, isRegistered: false });
  const sealed = await sealedFor(sdk, canonicalJson({ v: 1, userId: user.id, privateKey }));
  const request = { ...(await claimOf(sdk, user.id, author)), account, sealedPrivateKey: sealed };
  const registered = await deps.api.registerAuthorKey(request);
  if (registered.authorKey !== author.authorKey) return restore(deps, owner, registered);
  await deps.kept.set({ account, privateKey, isRegistered: true });
  return author;
};

const claimOf = async (
  sdk: SealdSdk,
  userId: string,
  { authorKey, sign }: Author,
): Promise<Pick<RegisterAuthorKeyRequest, 'authorKey' | 'sigchainHash' | 'signature'>> => {
  const sigchainHash = await ownSigchainHead(sdk);
  if (sigchainHash === undefined) throw new SecureChatError('OWN_KEYS_DOUBTED');
  const { signature } = await sign('author-key', claimText(userId, { authorKey, sigchainHash }));
  return { authorKey, sigchainHash, signature };
};

/** A session of the user alone: the SDK always adds the own identity. */
const sealedFor = async (sdk: SealdSdk, text: string): Promise<string> => {
  const { sealdId } = await sdk.getCurrentAccountInfo();
  const session = await sdk.createEncryptionSession({ sealdIds: [sealdId] });
  return session.encryptMessage(text);
};

const restore = async (
  { kept, ed25519 }: TakeAuthorKeyDeps,
  { sdk, user, account }: AuthorKeyOwner,
  { sealedPrivateKey, authorKey }: OwnAuthorKey,
): Promise<Author> => {
  const text = await opened(sdk, sealedPrivateKey);
  const found = text === null ? undefined : sealedKey.safeParse(parseCanonicalJson(text)).data;
  if (found?.userId !== user.id) throw new SecureChatError('AUTHOR_KEY_LOST');
  const { privateKey } = found;
  const author = await createAuthor(ed25519, fromBase64Url(privateKey));
  if (author.authorKey !== authorKey) throw new SecureChatError('AUTHOR_KEY_LOST');
  await kept.set({ account, privateKey, isRegistered: true });
  return author;
};

/** Null when it is not for this identity. */
const opened = async (sdk: SealdSdk, sealed: string): Promise<string | null> => {
  const named = parseEncryptedText(sealed);
  if (!named) return null;
  try {
    const session = await retrieveSession(sdk, named.encryptionSessionId);
    return await session.decryptMessage(sealed).catch(() => null);
  } catch (error) {
    if (isNoAccess(error)) return null;
    throw error;
  }
};
