// Sigchains: adding the first block, reading, comparing (seald.md section 5).
// Left out: `add_transaction` for anything but an account's first block; the other kinds have their own endpoints
// (device validation, revocation and renewal, groups) and the SDK uses those.
import * as z from 'zod';
import type { ApiApp, ApiContext } from './api-context.ts';
import { NotFoundError } from './api-error.ts';
import { requireCaller } from './api-sessions.ts';
import type { Account } from './api-state.ts';
import { headSaidToBe, identitySaidToBe } from './hostile-answers.ts';
import { onePage } from './pages.ts';
import { readBody } from './request-body.ts';
import { Block } from './sigchain-block.ts';
import { type BlockCheck, checkBlock } from './sigchain-check.ts';
import { Uuid } from './wire-formats.ts';

const AddTransaction = z.strictObject({ transaction_data: Block, integrity_check: z.boolean() });
const CheckUsers = z.strictObject({ users: z.array(Uuid).max(10) });

/** Checks a block and appends it verbatim; the chain is unchanged when it throws (see {@link checkBlock}). */
export const appendBlock = (
  context: ApiContext,
  account: Account,
  block: Block,
  check: Omit<BlockCheck, 'chain' | 'now'>,
): void => {
  checkBlock(block, { ...check, chain: account.chain, now: context.now() });
  account.chain.push(block);
  context.changed();
};

/** [pub: go-seald-sdk wrappedBlock] */
const wrappedBlock = (block: Block) => ({
  transaction: block,
  created: new Date(block.transaction.created_at * 1_000),
  hash: block.signature.hash,
  position: block.transaction.position,
});

export const addSigchain = (app: ApiApp, context: ApiContext): void => {
  app.post('/api/sigchain/add_transaction/', async (c) => {
    const { account, device } = requireCaller(c, context);
    const body = await readBody(c, AddTransaction);
    const operation = {
      type: 'creation',
      deviceId: device.id,
      encryptionPubKey: device.encryptionPubKey,
      signingPubKey: device.signingPubKey,
    } as const;
    appendBlock(context, account, body.transaction_data, { operation, signerId: device.id });
    return c.json({ status: 'ok' });
  });

  app.post('/api/sigchain/check_users/', async (c) => {
    const { account: caller } = requireCaller(c, context);
    const { users } = await readBody(c, CheckUsers);
    const hashes = users.map((id) => {
      const account = context.state.accounts.get(id);
      return [id, account ? headSaidToBe(context, account, caller) : ''];
    });
    return c.json({ users: Object.fromEntries(hashes) });
  });

  app.get('/api/sigchain/:id/', (c) => {
    const { account: caller } = requireCaller(c, context);
    const account = context.state.accounts.get(c.req.param('id'));
    if (!account) throw new NotFoundError('BeardUser');
    // `from` is an inclusive position; -1 and absent both mean all.
    const from = Math.max(0, Number.parseInt(c.req.query('from') ?? '0', 10) || 0);
    const { nb_page, items } = onePage(c, identitySaidToBe(context, account, caller).chain.slice(from));
    return c.json({ status: 'ok', nb_page, results: items.map(wrappedBlock) });
  });
};
