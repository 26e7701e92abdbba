import type { Epoch } from '../../../../shared/contract/encryption-session.ts';
import { type Chain, readWelcome, verified as verify } from './chain-forward.ts';
import { isSignedBy, keyNamedFor, type SealedStatement } from './statement.ts';
import { sameSession, type VerifiedEpoch } from './trusted-epoch.ts';

/**
 * Walks from what is verified back to an earlier epoch: the statement of each names what its maker trusted before, by session and hash, and so vouches for it: whoever made that may be long gone. Each is signed by its maker, too, as far as anybody can know. Answers what is
 * verified then, oldest first; without the wanted one if the way ends before. `wanted` null: every way as far as it goes, also into
 * times when the user was away. `listed`: all epochs of the registry. Throws what `open` and `vouch` throw.
 */
export const walkBack = async (
  chain: Chain,
  known: readonly VerifiedEpoch[],
  listed: readonly Epoch[],
  wanted: Epoch | null,
): Promise<readonly VerifiedEpoch[]> => {
  const later = wanted && known.find(({ epoch }) => epoch > wanted.epoch);
  const starts = wanted ? (later ? [later] : []) : known;
  let verified = known;
  for (const start of starts) verified = await walkFrom(chain, start, verified, listed, wanted);
  return verified;
};

const walkFrom = async (
  chain: Chain,
  start: VerifiedEpoch,
  known: readonly VerifiedEpoch[],
  listed: readonly Epoch[],
  wanted: Epoch | null,
): Promise<readonly VerifiedEpoch[]> => {
  let verified = known;
  for (let at: VerifiedEpoch | null = start; at && !(wanted && sameSession(wanted)(at)); ) {
    const before: VerifiedEpoch | null = await stepBack(chain, at, verified, listed);
    const place: number = verified.indexOf(at);
    if (before) verified = [...verified.slice(0, place), before, ...verified.slice(place)];
    at = before;
  }
  return verified;
};

const stepBack = async (
  chain: Chain,
  at: VerifiedEpoch,
  verified: readonly VerifiedEpoch[],
  listed: readonly Epoch[],
): Promise<VerifiedEpoch | null> => {
  const { previous } = at;
  if (previous === undefined) return null;
  const isPrevious = sameSession(previous);
  const registered = listed.find(isPrevious);
  if (!registered || registered.epoch >= at.epoch || verified.some(isPrevious)) return null;
  const welcome = await readWelcome(chain, registered);
  if (!welcome || welcome === 'no-access') return null;
  const found = await verify(chain, registered, welcome);
  if (found.hash !== previous.hash || !(await isByItsMaker(chain, registered, welcome))) return null;
  return { ...found, isByWord: true };
};

/** Signed with the key it names for its maker, against which nobody who knows that one speaks: else a later maker could have somebody do in the past what they never did. */
const isByItsMaker = async (chain: Chain, registered: Epoch, welcome: SealedStatement): Promise<boolean> => {
  const { from: id } = welcome.statement;
  const authorKey = keyNamedFor(welcome.statement, id);
  if (authorKey === undefined || !(await isSignedBy(chain.verify, welcome, authorKey))) return false;
  const [isTheirs] = await chain.vouch([{ id, authorKey, claim: registered.author }]);
  return isTheirs !== false;
};
