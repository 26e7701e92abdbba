// Connectors: the binding of `<userId>@<appId>` to an account (seald.md section 4).
// Left out: e-mail connectors with their validation, removal by the client.
// Emulator's choice: a userId that already has an account passes to the newest one, the old connector becomes `RM`; with the switch
// `refuseSecondAccount` it is refused. The real server's rule is unknown, and the product lives with either.
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { ApiApp, ApiContext } from './api-context.ts';
import { ApiError, InvalidBodyError, NotFoundError } from './api-error.ts';
import { requireCaller } from './api-sessions.ts';
import type { Account, ApiState, Connector } from './api-state.ts';
import { accountSaidToOwn } from './hostile-answers.ts';
import { PreValidation, spendLicenseToken } from './license-token.ts';
import { readBody } from './request-body.ts';
import { isUserIdConnector } from './signup-jwt.ts';

const Verify = z.strictObject({
  connectors: z.array(z.strictObject({ type: z.enum(['AP', 'EM']), value: z.string().max(1_000) })).max(10),
});
const Add = z.strictObject({
  type: z.literal('AP'),
  value: z.string().max(1_000),
  pre_validation: PreValidation,
});

/** [pub: go-seald-sdk apiConnectorData] */
export const connectorBody = ({ id, accountId, type, value, state, created, updated }: Connector) => ({
  id,
  bearduser: accountId,
  type,
  value,
  state,
  created,
  updated,
});

export const findConnector = (state: ApiState, type: string, value: string): Connector | undefined =>
  [...state.connectors.values()].find(
    (connector) => connector.type === type && connector.value === value && connector.state === 'VO',
  );

/** Throws `ApiError` 406 `CONNECTOR_EXISTS` when the switch is on and another account has the value; without `account`, when any has it. */
export const requireFreeConnector = ({ state, lies }: ApiContext, value: string, account?: Account): void => {
  if (!lies().refuseSecondAccount) return;
  const existing = findConnector(state, 'AP', value);
  if (existing && existing.accountId !== account?.id)
    throw new ApiError(406, 'CONNECTOR_EXISTS', 'another account has this user id'); // assumed, code and all
};

/** Binds a value to an account; a repeat for the same account answers the connector it has. Throws what {@link requireFreeConnector} does. */
export const bindConnector = (context: ApiContext, account: Account, value: string): Connector => {
  const now = context.now();
  requireFreeConnector(context, value, account);
  const existing = findConnector(context.state, 'AP', value);
  if (existing?.accountId === account.id) return existing;
  if (existing) Object.assign(existing, { state: 'RM', updated: now });
  const connector: Connector = {
    id: randomUUID(),
    accountId: account.id,
    type: 'AP',
    value,
    state: 'VO',
    created: now,
    updated: now,
  };
  context.state.connectors.set(connector.id, connector);
  context.changed();
  return connector;
};

export const addConnectors = (app: ApiApp, context: ApiContext): void => {
  const { state, secrets } = context;

  app.post('/api/trustedconnector/verify/', async (c) => {
    requireCaller(c, context);
    const { connectors } = await readBody(c, Verify);
    const results = connectors.map(({ type, value }) => {
      const connector = findConnector(state, type, value);
      return { type, value, bearduser_id: connector ? accountSaidToOwn(context, connector) : null };
    });
    return c.json({ results });
  });

  app.post('/api/trustedconnector/add/', async (c) => {
    const { account } = requireCaller(c, context);
    const { value, pre_validation } = await readBody(c, Add);
    if (!isUserIdConnector(value, secrets.appId)) throw new InvalidBodyError('value');
    await spendLicenseToken(context, value, pre_validation);
    account.inTeam = true;
    const connector_data = connectorBody(bindConnector(context, account, value));
    return c.json({ status: 'ok', pre_validated: true, connector_data });
  });

  app.get('/api/trustedconnector/list/', (c) => {
    const { account } = requireCaller(c, context);
    const own = [...state.connectors.values()].filter(({ accountId }) => accountId === account.id);
    return c.json({ connectors: own.map(connectorBody) });
  });

  app.get('/api/trustedconnector/:id/', (c) => {
    requireCaller(c, context);
    const connector = state.connectors.get(c.req.param('id'));
    if (!connector) throw new NotFoundError('TrustedConnector');
    return c.json({ status: 'ok', connector_data: connectorBody(connector) });
  });
};
