// The server's checks of a new sigchain block: every one that seald.md section 5 lists.
// Left out: `server-remove-members`, which only a server writes (none is needed here).
import { ApiError } from './api-error.ts';
import { isSignedBy, keyHash } from './public-keys.ts';
import { type Block, blockHash, lastHash } from './sigchain-block.ts';

const MOST_CLOCK_SKEW_S = 3_600;
const MOST_LIFE_S = 157_680_000;

/** What the endpoint that got the block expects it to say. Keys are base64 SPKI. */
export type ExpectedOperation =
  | {
      type: 'creation' | 'renewal' | 'revocation';
      deviceId: string;
      encryptionPubKey: string;
      signingPubKey: string;
    }
  | { type: 'members'; members: readonly string[] };

export type BlockCheck = {
  chain: readonly Block[];
  operation: ExpectedOperation;
  /** The device that must have signed. */
  signerId: string;
  now: Date;
};

type KnownKey = { signingPubKey: string; expireAt: number; revoked: boolean };

/**
 * Throws `ApiError` 406 `WRONG_POSITION` when the block does not continue the chain, 406 `INVALID_TRANSACTION`
 * for every other fault. Changes nothing.
 */
export const checkBlock = (block: Block, check: BlockCheck): void => {
  checkPlace(block, check.chain);
  if (blockHash(block) !== block.signature.hash) refuse('hash');
  checkTimes(block, check.now);
  checkOperation(block, check.operation);
  checkSigner(block, check);
};

const refuse = (what: string): never => {
  throw new ApiError(406, 'INVALID_TRANSACTION', `wrong ${what}`);
};

const checkPlace = ({ transaction }: Block, chain: readonly Block[]) => {
  if (transaction.position === chain.length && transaction.previous_hash === lastHash(chain)) return;
  throw new ApiError(406, 'WRONG_POSITION', 'the block does not continue the chain');
};

const checkTimes = ({ transaction: { created_at, expire_at, operation } }: Block, now: Date) => {
  if (Math.abs(created_at - now.getTime() / 1_000) > MOST_CLOCK_SKEW_S) refuse('created_at');
  const life = expire_at - created_at;
  const expires = operation.type === 'creation' || operation.type === 'renewal';
  if (expires ? life <= 0 || life > MOST_LIFE_S : expire_at !== 0) refuse('expire_at');
};

const checkOperation = ({ transaction: { operation }, extras }: Block, expected: ExpectedOperation) => {
  if (operation.type !== expected.type) refuse('operation type');
  if (expected.type === 'members') {
    if (operation.device || extras.pubkeys.length > 0) refuse('operation device');
    if (!sameMembers(operation.members ?? [], expected.members)) refuse('members');
    return;
  }
  const { device, members } = operation;
  if (members || device?.id !== expected.deviceId) refuse('operation device');
  if (device?.encryption_pubkey_hash !== keyHash(expected.encryptionPubKey)) refuse('encryption key hash');
  if (device?.signing_pubkey_hash !== keyHash(expected.signingPubKey)) refuse('signing key hash');
  if (extras.pubkeys[0] !== expected.signingPubKey) refuse('extras');
};

const sameMembers = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && new Set(a).size === a.length && a.every((id) => b.includes(id));

const checkSigner = (block: Block, { chain, operation, signerId }: BlockCheck) => {
  const { signer, created_at } = block.transaction;
  if (signer.device_id !== signerId) refuse('signer');
  const key = signingKeyOf(chain, operation, signerId);
  if (!key || key.revoked) return refuse('signer');
  if (key.expireAt < created_at && operation.type !== 'renewal') refuse('signer: its key has expired');
  if (!isSignedBy(key.signingPubKey, block.signature.hash, block.signature.signature)) refuse('signature');
};

/** The signer's key as of before this block. Only the first block is signed by the very key it introduces. */
const signingKeyOf = (
  chain: readonly Block[],
  operation: ExpectedOperation,
  signerId: string,
): KnownKey | undefined => {
  const own = operation.type !== 'members' && operation.deviceId === signerId;
  if (chain.length > 0) {
    if (operation.type === 'creation' && own) return undefined;
    return operation.type === 'renewal' && !own ? undefined : knownKeys(chain).get(signerId);
  }
  if (operation.type !== 'creation' || !own) return undefined;
  return { signingPubKey: operation.signingPubKey, expireAt: Number.POSITIVE_INFINITY, revoked: false };
};

const knownKeys = (chain: readonly Block[]): Map<string, KnownKey> => {
  const keys = new Map<string, KnownKey>();
  for (const { transaction, extras } of chain) {
    const id = transaction.operation.device?.id;
    const signingPubKey = extras.pubkeys[0];
    if (!id || !signingPubKey) continue;
    const revoked = transaction.operation.type === 'revocation';
    keys.set(id, { signingPubKey, expireAt: transaction.expire_at, revoked });
  }
  return keys;
};
