import { createHash } from 'node:crypto';
import * as z from 'zod';
import { canonicalJson } from './canonical-json.ts';
import { KeyHash, Uuid } from './wire-formats.ts';

const Transaction = z.strictObject({
  position: z.int().nonnegative(),
  previous_hash: z.string().regex(/^([0-9a-f]{64})?$/),
  created_at: z.int(),
  expire_at: z.int(),
  signer: z.strictObject({ user: z.literal('self'), device_id: Uuid }),
  operation: z.strictObject({
    type: z.enum(['creation', 'renewal', 'revocation', 'members']),
    device: z
      .strictObject({ id: Uuid, encryption_pubkey_hash: KeyHash, signing_pubkey_hash: KeyHash })
      .optional(),
    members: z.array(Uuid).optional(),
  }),
});

/** One link of a sigchain, as the client sends it and as it is stored and served (seald.md section 5). */
export const Block = z.strictObject({
  transaction: Transaction,
  signature: z.strictObject({
    protocol: z.literal('2'),
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    signature: z.base64(),
  }),
  extras: z.strictObject({ pubkeys: z.array(z.base64()).max(1).default([]) }),
});
export type Block = z.infer<typeof Block>;

/** Hex SHA-256 over the canonical JSON of the block's transaction. */
export const blockHash = (block: Block): string =>
  createHash('sha256').update(canonicalJson(block.transaction)).digest('hex');

/** Hash of the last block, or '' for an empty chain. */
export const lastHash = (chain: readonly Block[]): string => chain.at(-1)?.signature.hash ?? '';
