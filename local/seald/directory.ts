// Finding users and their devices (seald.md section 4).
// Left out: search by e-mail address always answers "no match".
import * as z from 'zod';
import type { ApiApp, ApiContext } from './api-context.ts';
import { ApiError, NotFoundError } from './api-error.ts';
import { requireCaller } from './api-sessions.ts';
import type { Account, Connector } from './api-state.ts';
import { connectorBody, findConnector } from './connectors.ts';
import { deviceBody, devicesOf } from './device-body.ts';
import { accountSaidToOwn, headSaidToBe, identitySaidToBe, swappedKeyOf } from './hostile-answers.ts';
import { readBody } from './request-body.ts';
import { Uuid } from './wire-formats.ts';

const Search = z.discriminatedUnion('type', [
  z.strictObject({ type: z.enum(['AP', 'EM']), value: z.string().max(1_000) }),
  z.strictObject({ type: z.literal('BE'), value: Uuid }),
]);

/** [pub: go-seald-sdk searchResponse] */
const searchBody = (
  context: ApiContext,
  accountId: string,
  connector: Connector | undefined,
  caller: Account,
) => {
  const { state } = context;
  const account = state.accounts.get(accountId);
  if (!account) throw new NotFoundError('BeardUser');
  const devices = devicesOf(state, identitySaidToBe(context, account, caller).id)
    .filter((device) => device.state === 'A')
    .map((device) => ({
      ...deviceBody(device),
      bearduser: account.id,
      ...swappedKeyOf(context, account.id),
    }));
  return {
    status: 'ok',
    user: account.id,
    sigchain_last_hash: headSaidToBe(context, account, caller),
    display_name: account.displayName,
    devices,
    keys: devices,
    connector_data: connector ? connectorBody(connector) : null,
    user_team_disabled: false,
    is_group: account.isGroup,
    is_group_initialized: state.groups.get(account.id)?.initialized ?? false,
  };
};

export const addDirectory = (app: ApiApp, context: ApiContext): void => {
  app.post('/api/user/search/', async (c) => {
    const { account: caller } = requireCaller(c, context);
    const { type, value } = await readBody(c, Search);
    if (type === 'BE') return c.json(searchBody(context, value, undefined, caller));
    const connector = findConnector(context.state, type, value);
    const accountId = connector ? accountSaidToOwn(context, connector) : '';
    return c.json(searchBody(context, accountId, connector, caller));
  });

  app.get('/api/user/:id/devices/', (c) => {
    const { account } = requireCaller(c, context);
    if (c.req.param('id') !== account.id) throw new ApiError(403, 'NO_ACL', 'only the own devices');
    const devices = devicesOf(context.state, account.id).map(deviceBody);
    return c.json({ display_name: account.displayName, devices });
  });
};
