import type { StackConfig } from '@sealed-stream/secure-chat/screens';
import {
  AuthRequest,
  exchangeCodeAsync,
  fetchDiscoveryAsync,
  refreshAsync,
  revokeAsync,
  TokenError,
  TokenResponse,
} from 'expo-auth-session';
import * as SecureStore from 'expo-secure-store';
import { Buffer } from 'react-native-quick-crypto';

/** The app's own scheme: known to the phone by app.json, to the identity provider as redirect URI of the client. */
const REDIRECT_URI = 'io.example.sealedstream:/sign-in';
const KEPT_AS = 'sealed-stream.sign-in';
const WHERE = { keychainAccessible: SecureStore.AFTER_FIRST_UNLOCK_THIS_DEVICE_ONLY };
const SECONDS_BEFORE_THE_END = -60;
/** Between this phone's clock and the provider's. */
const LEEWAY_SECONDS = 300;

export type Account = { sub: string; name: string };

export type SignIn = {
  account: Account;
  /** Asks for another one when the last is about to end. Throws {@link SignedOutError} when the provider gives none any more. */
  accessToken: () => Promise<string>;
  /** Forgets the tokens of this phone, and has the provider end what renews them. Works without a network. */
  forget: () => Promise<void>;
};

/** The person has to sign in again. */
export class SignedOutError extends Error {
  override name = 'SignedOutError';
}

type Tokens = ReturnType<TokenResponse['getRequestConfig']>;
type Kept = { issuer: string; account: Account; tokens: Tokens };

/**
 * Opens the provider's page: authorization code with PKCE (RFC 7636, RFC 8252). Null when the person has closed it. Throws when the provider cannot be reached, or
 * refuses.
 */
export const signIn = async (config: StackConfig): Promise<SignIn | null> => {
  const { oidcNativeClientId: clientId, issuer } = config;
  const provider = await providerOf(config);
  const scopes = config.oidcScope.split(' ');
  const request = new AuthRequest({
    clientId,
    redirectUri: REDIRECT_URI,
    scopes,
    extraParams: forApi(config),
  });
  const answer = await request.promptAsync(provider);
  if (answer.type === 'error') throw new Error('The identity provider refused the sign-in.');
  if (answer.type !== 'success') return null;
  const code = answer.params.code ?? '';
  const extraParams = { code_verifier: request.codeVerifier ?? '' };
  const tokens = await exchangeCodeAsync(
    { clientId, code, redirectUri: REDIRECT_URI, extraParams },
    provider,
  );
  const account = accountIn(tokens.idToken, clientId, provider);
  return opened(config, await keep({ issuer, account, tokens: tokens.getRequestConfig() }));
};

/** The sign-in that this phone has kept; null when there is none, or one of another provider. */
export const keptSignIn = async (config: StackConfig): Promise<SignIn | null> => {
  const kept = JSON.parse((await SecureStore.getItemAsync(KEPT_AS, WHERE)) ?? 'null') as Kept | null;
  return kept?.issuer === config.issuer ? opened(config, kept) : null;
};

/** expo-auth-session puts a slash after the issuer by itself; some end with one. */
const providerOf = ({ issuer }: StackConfig) => fetchDiscoveryAsync(issuer.replace(/\/$/, ''));
type Provider = Awaited<ReturnType<typeof providerOf>>;

/** Asked of the provider itself and not brought by a browser: over TLS its signature need not be looked at (OpenID Connect Core 1.0, section 3.1.3.7). */
const accountIn = (
  idToken: string | undefined,
  clientId: string,
  { discoveryDocument }: Provider,
): Account => {
  const body = Buffer.from(idToken?.split('.')[1] ?? '', 'base64').toString('utf8');
  const { iss, aud, exp, sub, name, preferred_username: called } = JSON.parse(body || '{}');
  const isForUs = iss === discoveryDocument?.issuer && [aud].flat().includes(clientId);
  if (!isForUs || !(exp > Date.now() / 1000 - LEEWAY_SECONDS) || typeof sub !== 'string')
    throw new Error('The identity provider gave no ID token for this app.');
  return { sub, name: String(name ?? called ?? sub) };
};

const keep = async (kept: Kept): Promise<Kept> => {
  await SecureStore.setItemAsync(KEPT_AS, JSON.stringify(kept), WHERE);
  return kept;
};

const opened = (config: StackConfig, { account, tokens }: Kept): SignIn => {
  const { oidcNativeClientId: clientId, issuer } = config;
  let current = new TokenResponse(tokens);
  let renewing: Promise<void> | undefined;
  let hasLeft = false;
  const renew = async (): Promise<void> => {
    const { refreshToken } = current;
    if (!refreshToken) throw new SignedOutError();
    const asked = { clientId, refreshToken, extraParams: forApi(config) };
    const next = await refreshAsync(asked, await providerOf(config)).catch((error: unknown) => {
      throw error instanceof TokenError ? new SignedOutError('', { cause: error }) : error;
    });
    current = new TokenResponse({
      ...next.getRequestConfig(),
      refreshToken: next.refreshToken ?? refreshToken,
    });
    if (!hasLeft) await keep({ issuer, account, tokens: current.getRequestConfig() });
  };
  return {
    account,
    accessToken: async () => {
      if (!TokenResponse.isTokenFresh(current, SECONDS_BEFORE_THE_END)) {
        renewing ??= renew().finally(() => {
          renewing = undefined;
        });
        await renewing.catch((error: unknown) => {
          if (!TokenResponse.isTokenFresh(current, 0)) throw error; // the last minute of the one there is
        });
      }
      return current.accessToken;
    },
    forget: async () => {
      hasLeft = true;
      await SecureStore.deleteItemAsync(KEPT_AS, WHERE);
      const { refreshToken: token } = current;
      if (token)
        void providerOf(config)
          .then((provider) => revokeAsync({ clientId, token }, provider))
          .catch(() => {});
    },
  };
};

const forApi = ({ oidcAudience, oidcResource }: StackConfig): Record<string, string> => ({
  ...(oidcAudience !== undefined && { audience: oidcAudience }),
  ...(oidcResource !== undefined && { resource: oidcResource }),
});
