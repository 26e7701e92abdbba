import {
  type Configuration,
  errors,
  type JWK,
  type KoaContextWithOIDC,
  type ResourceServer,
} from 'oidc-provider';
import { page } from '../platform/page.ts';
import type { Snapshot } from '../platform/snapshot.ts';
import { authTimeClaim } from './auth-time.ts';
import { clients } from './clients.ts';
import type { IdentityState } from './identity-state.ts';
import { errorPage, logoutHeaders, logoutPage } from './pages.ts';
import { recordAdapter } from './record-adapter.ts';
import { userWithId } from './users.ts';

/** What the gateway's JWT authorizer asks of `aud`. */
export const AUDIENCE = 'sealed-stream';
/** The resource indicator behind {@link AUDIENCE}: every token is for it unless the client asks otherwise. */
export const RESOURCE = 'urn:sealed-stream';

const HOUR = 3600;
const TWO_WEEKS = 14 * 24 * HOUR;

/** RS256 JWT access tokens for the Messaging API: the only resource server there is. */
export const resourceServer: ResourceServer = {
  scope: '',
  audience: AUDIENCE,
  accessTokenFormat: 'jwt',
  accessTokenTTL: HOUR,
  jwt: { sign: { alg: 'RS256' } },
};

/**
 * Whether a client is given a JWT for the API unasked. With `false` it is as at Auth0: an opaque token for the provider itself,
 * unless the client asks by `audience` or `resource`.
 */
export type TokensForApi = {
  unasked: boolean;
  /** Whether they say when their user signed in. */
  sayAuthTime: boolean;
};

/**
 * Settings of oidc-provider: two first-party clients, a log-in page without password, no consent page. Pages of `web` and of `origins`
 * may call it.
 */
export const providerConfiguration = (
  snapshot: Snapshot<IdentityState>,
  web: string,
  origins: readonly string[],
  { unasked, sayAuthTime }: TokensForApi,
): Configuration => ({
  adapter: recordAdapter(snapshot),
  clients: clients(web),
  jwks: { keys: snapshot.state.keys as JWK[] },
  cookies: { keys: [snapshot.state.cookieKey] },
  scopes: ['openid', 'offline_access'],
  claims: { openid: ['sub'], profile: ['name'] },
  responseTypes: ['code'],
  extraParams: ['audience'],
  extraTokenClaims: (context, token) => (sayAuthTime ? authTimeClaim(context, token) : undefined),
  clientAuthMethods: ['none'],
  expiresWithSession: () => false, // two people in two windows share the browser's one session here
  pkce: { required: () => true },
  clientBasedCORS: (_context, origin) => origin === web || origins.includes(origin),
  features: {
    devInteractions: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    dPoP: { enabled: false },
    revocation: {
      enabled: true,
      allowedPolicy: (_context, client, token) => token.clientId === client.clientId,
    },
    rpInitiatedLogout: { enabled: true, logoutSource: showLogout },
    resourceIndicators: {
      enabled: true,
      defaultResource: ({ oidc }) => (unasked || oidc.params?.audience === AUDIENCE ? RESOURCE : []),
      useGrantedResource: () => true,
      getResourceServerInfo: (_context, asked) => {
        if (asked !== RESOURCE) throw new errors.InvalidTarget('there is no API of that name');
        return resourceServer;
      },
    },
  },
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
  loadExistingGrant: grantEverything,
  findAccount: (_context, userId) => {
    const user = userWithId(snapshot, userId);
    return user && { accountId: userId, claims: () => ({ sub: userId, name: user.name }) };
  },
  renderError: async (context, { error, error_description }) => {
    context.type = 'html';
    context.body = String(await page(errorPage(error, error_description)));
  },
  ttl: {
    AccessToken: HOUR,
    AuthorizationCode: 60,
    Grant: TWO_WEEKS,
    IdToken: HOUR,
    Interaction: HOUR,
    RefreshToken: TWO_WEEKS,
    Session: TWO_WEEKS,
  },
});

/** Signing out was asked for in the app already, so the page confirms by itself. `form` is oidc-provider's own HTML. */
const showLogout = async (context: KoaContextWithOIDC, form: string) => {
  context.set(logoutHeaders);
  context.type = 'html';
  context.body = String(await page(logoutPage(form)));
};

/** The apps are our own, so nobody is asked whether they may act for them. */
const grantEverything = async (context: KoaContextWithOIDC) => {
  const { client, session, provider, result } = context.oidc;
  if (!client || !session?.accountId) return undefined;
  const grantId = result?.consent?.grantId ?? session.grantIdFor(client.clientId);
  const known = grantId ? await provider.Grant.find(grantId) : undefined;
  if (known) return known;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid offline_access profile');
  await grant.save();
  return grant;
};
