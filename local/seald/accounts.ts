// Accounts: sign-up, status, signup JWTs of an existing account (seald.md section 4).
// Left out: e-mail addresses, display-name changes, languages, team invitations, lost-account recovery.
import * as z from 'zod';
import type { ApiApp, ApiContext } from './api-context.ts';
import { ApiError } from './api-error.ts';
import { requireCaller } from './api-sessions.ts';
import type { Account } from './api-state.ts';
import { bindConnector, connectorBody, requireFreeConnector } from './connectors.ts';
import { deviceBody } from './device-body.ts';
import { createAccount, createDevice } from './new-account.ts';
import { readBody } from './request-body.ts';
import { checkSignupJwt, type SignupJwt, spendSignupJwt } from './signup-jwt.ts';
import { PublicKey } from './wire-formats.ts';

const CompactJwt = z
  .string()
  .max(4_000)
  .regex(/^[\w-]+\.[\w-]+\.[\w-]*$/);

const SignUp = z.strictObject({
  encryption_pub_key: PublicKey,
  signing_pub_key: PublicKey,
  display_name: z.string().max(64).default(''),
  device_name: z.string().max(36).default(''),
  /** Empty from clients that have none [pub: go-seald-sdk createAccountRequest]. */
  additional_jwt: z.union([CompactJwt, z.literal('')]).optional(),
});
const PushJwt = z.strictObject({ jwt: CompactJwt });

/**
 * Does what the JWT allows and says so in the words of `additional_jwt_status` and `push_jwt`. `team_joined` is an object in the SDK for JavaScript and, for
 * `push_jwt` only, a text in go-seald-sdk: here it is the object, which this project's client reads.
 */
const applyJwt = (context: ApiContext, account: Account, jwt: SignupJwt) => {
  if (jwt.joinTeam) account.inTeam = true;
  const connector =
    jwt.connectorValue === undefined ? undefined : bindConnector(context, account, jwt.connectorValue);
  context.changed();
  return {
    status: 'success',
    ...(jwt.joinTeam && { team_joined: { id: context.secrets.appId } }),
    ...(connector && { connector_added: connectorBody(connector) }),
  };
};

const redeemableJwt = async (context: ApiContext, text: string | undefined) => {
  if (!text) return undefined;
  const jwt = await checkSignupJwt(context, text);
  if (!jwt.joinTeam) throw new ApiError(406, 'INVALID_JWT_NO_TEAM', 'a signup JWT must join the team');
  spendSignupJwt(context, jwt);
  return jwt;
};

export const addAccounts = (app: ApiApp, context: ApiContext): void => {
  app.post('/api/user/', async (c) => {
    const body = await readBody(c, SignUp);
    // Before anything exists, so that a refusal leaves the client without an account.
    const jwt = await redeemableJwt(context, body.additional_jwt);
    if (jwt?.connectorValue !== undefined) requireFreeConnector(context, jwt.connectorValue);
    const account = createAccount(context, {
      displayName: body.display_name,
      isGroup: false,
      inTeam: false,
    });
    const device = createDevice(context, {
      accountId: account.id,
      state: 'A',
      name: body.device_name,
      encryptionPubKey: body.encryption_pub_key,
      signingPubKey: body.signing_pub_key,
    });
    return c.json(
      {
        status: 'ok',
        user: { id: account.id, display_name: account.displayName },
        device_id: device.id,
        device_data: deviceBody(device),
        challenge: '',
        additional_jwt_status: jwt ? applyJwt(context, account, jwt) : null,
      },
      201,
    );
  });

  app.post('/api/user/push_jwt/', async (c) => {
    const { account } = requireCaller(c, context);
    const jwt = await checkSignupJwt(context, (await readBody(c, PushJwt)).jwt);
    if (jwt.joinTeam && account.inTeam)
      throw new ApiError(406, 'ALREADY_IN_TEAM', 'this account is in the team'); // [pub: go-seald-sdk account_test, "Push JWT"]
    spendSignupJwt(context, jwt);
    return c.json(applyJwt(context, account, jwt));
  });

  // [pub: go-seald-sdk beardapi_test]; without a team it is assumed.
  app.get('/api/user/status/', (c) => {
    const { account } = requireCaller(c, context);
    const { inTeam } = account;
    return c.json({
      status: 'ok',
      level: inTeam ? 'BUSINESS' : '',
      active: inTeam,
      options: inTeam ? [3] : [],
    });
  });

  app.get('/api/user/heartbeat/', (c) => {
    requireCaller(c, context);
    return c.json({ status: 'ok' });
  });

  app.get('/api/user/primary_email/', (c) => {
    requireCaller(c, context);
    return c.json({ primary_email_data: null });
  });
};
