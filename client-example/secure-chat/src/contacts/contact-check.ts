// Comparing contacts with what was pinned and registered. Runs inside the turns of contacts.ts.
import { sealdIdOf } from '../../../../shared/contract/seald-id.ts';
import type { SealdSdk } from '../seald/sdk-types.ts';
import { accountOf, freshChain, type KnownChain } from './contact-chain.ts';
import type { ContactPin, ContactPins } from './contact-pins.ts';
import type { RegisteredHashes } from './contact-registered.ts';

export type ContactFinding = {
  userId: string;
  /**
   * `grown`: new blocks on the chain trusted so far. `replaced`: another chain than the one trusted so far. `mismatch`: not the chain
   * that the contact's own device registered, or keys that are not those of the chain.
   */
  kind: 'grown' | 'replaced' | 'mismatch';
};

export type ContactsDeps = {
  sdk: SealdSdk;
  /** Own chat user id. */
  userId: string;
  sealdIdPrefix: string;
  pins: ContactPins;
  registered: RegisteredHashes;
  sha512: (bytes: Uint8Array) => Promise<Uint8Array>;
};

/** What the last look at a contact ended with. */
export type Seen = { account: string; head: string };

/** Few enough for Seald and the backend, enough for a channel of many. */
const AT_ONCE = 4;

/** `trusted`: by chat user id, whose last look found nothing that stops and was not used yet. */
export type ContactsMemory = ContactsDeps & { trusted: Map<string, Seen> };
type View = { account: string; chain: KnownChain; registered: string | null };

/**
 * What a look is for. `session`: the next session is made for what was seen; `notice`: only to tell, the next session looks for itself; `use`: a session
 * is being made and nobody is told, so what was pinned stays and the next look finds growth again.
 */
export type Purpose = 'session' | 'notice' | 'use';

/** See `Contacts` in contacts.ts, as for {@link accept}. */
export const check = async (
  own: ContactsMemory,
  userIds: readonly string[],
  purpose: Purpose,
): Promise<ContactFinding[]> => {
  const others = [...new Set(userIds)].filter((userId) => userId !== own.userId);
  const findings: (ContactFinding | null)[] = [];
  for (let start = 0; start < others.length; start += AT_ONCE)
    findings.push(
      ...(await Promise.all(others.slice(start, start + AT_ONCE).map((id) => checkOne(own, id, purpose)))),
    );
  return findings.filter((finding) => finding !== null);
};

const checkOne = async (
  own: ContactsMemory,
  userId: string,
  purpose: Purpose,
): Promise<ContactFinding | null> => {
  own.trusted.delete(userId);
  const view = await look(own, userId);
  if (!view) return null;
  const pin = await own.pins.get(userId);
  const kind = findingOf(view, pin);
  if (kind === null || (kind === 'grown' && purpose !== 'use'))
    await repin(own, userId, view, pin?.overruled);
  if (purpose !== 'notice' && (kind === null || kind === 'grown')) remember(own, userId, view);
  return kind && { userId, kind };
};

/** Compares what is seen of a contact with what was pinned; null when nothing is remarkable. */
const findingOf = ({ chain, registered }: View, pin: ContactPin | null): ContactFinding['kind'] | null => {
  if (!chain.holdsKeys || isForeign(chain, registered, pin?.overruled)) return 'mismatch';
  if (pin && !chain.hashes.includes(pin.head)) return 'replaced';
  return pin && pin.head !== chain.hashes.at(-1) ? 'grown' : null;
};

const isForeign = (chain: KnownChain, registered: string | null, overruled?: string): boolean =>
  registered !== null && registered !== overruled && !chain.hashes.includes(registered);

/** A remembered hash that is not in the chain may be an old one, so it is asked for again, and the chain after it. */
const look = async (own: ContactsMemory, userId: string): Promise<View | null> => {
  const account = await accountOf(own.sdk, sealdIdOf(own.sealdIdPrefix, userId));
  if (account === null) return null;
  const view = await lookAt(own, userId, account);
  if (!isForeign(view.chain, view.registered)) return view;
  own.registered.forget(userId);
  return lookAt(own, userId, account);
};

// The chain after the hash: a block added in between must not look like a missing one.
const lookAt = async (
  { sdk, registered }: ContactsMemory,
  userId: string,
  account: string,
): Promise<View> => {
  const hash = await registered.get(userId);
  return { account, registered: hash, chain: await freshChain(sdk, account) };
};

const repin = async (
  { pins }: ContactsMemory,
  userId: string,
  { chain }: View,
  overruled: string | undefined,
): Promise<void> => {
  const head = chain.hashes.at(-1);
  if (head !== undefined) await pins.set(userId, { head, ...(overruled !== undefined && { overruled }) });
};

const remember = ({ trusted }: ContactsMemory, userId: string, { account, chain }: View): void => {
  const head = chain.hashes.at(-1);
  if (head !== undefined) trusted.set(userId, { account, head });
};

export const accept = async (own: ContactsMemory, userId: string): Promise<void> => {
  const view = await look(own, userId);
  if (!view?.chain.holdsKeys) return;
  const { chain, registered } = view;
  await repin(own, userId, view, isForeign(chain, registered) ? (registered ?? undefined) : undefined);
  remember(own, userId, view);
};
