import type { StackConfig } from '@sealed-stream/secure-chat/screens';
import {
  AuthRequest,
  exchangeCodeAsync,
  fetchDiscoveryAsync,
  refreshAsync,
  TokenResponse,
} from 'expo-auth-session';
import * as SecureStore from 'expo-secure-store';
import { Buffer } from 'react-native-quick-crypto';

/** The app's own scheme: known to the phone by app.json, to the identity provider as redirect URI of the client. */
const REDIRECT_URI = 'io.example.sealedstream:/sign-in';
const KEPT_AS = 'sealed-stream.sign-in';
const SECONDS_BEFORE_THE_END = -60;

export type Account = { sub: string; name: string };

export type SignIn = {
  account: Account;
  /** Asks for another one when the last is about to end. Throws {@link SignedOutError} when the provider gives none. */
  accessToken: () => Promise<string>;
  /** Forgets the tokens of this phone. */
  forget: () => Promise<void>;
};

/** The person has to sign in again. */
export class SignedOutError extends Error {
  override name = 'SignedOutError';
}

type Kept = { account: Account; tokens: ReturnType<TokenResponse['getRequestConfig']> };

/** Opens the provider's page: authorization code with PKCE (RFC 7636, RFC 8252). Null when the person has closed it. */
export const signIn = async (config: StackConfig): Promise<SignIn | null> => {
  const provider = await fetchDiscoveryAsync(config.issuer);
  const request = new AuthRequest({
    clientId: config.oidcNativeClientId,
    redirectUri: REDIRECT_URI,
    scopes: config.oidcScope.split(' '),
    extraParams: forApi(config),
  });
  const answer = await request.promptAsync(provider);
  if (answer.type !== 'success') {
    if (answer.type === 'error') throw new Error('The identity provider refused the sign-in.');
    return null;
  }
  const tokens = await exchangeCodeAsync(
    {
      clientId: config.oidcNativeClientId,
      code: answer.params.code ?? '',
      redirectUri: REDIRECT_URI,
      extraParams: { code_verifier: request.codeVerifier ?? '' },
    },
    provider,
  );
  const account = accountIn(tokens.idToken, config);
  return opened(config, await keep({ account, tokens: tokens.getRequestConfig() }));
};

/** It came from the provider itself, over TLS: then its signature need not be looked at (OpenID Connect Core 1.0, section 3.1.3.7). */
const accountIn = (idToken: string | undefined, { issuer, oidcNativeClientId }: StackConfig): Account => {
  const claims = JSON.parse(Buffer.from(idToken?.split('.')[1] ?? '', 'base64').toString('utf8') || '{}');
  const { iss, aud, sub, name, preferred_username: called } = claims;
  if (iss !== issuer || ![aud].flat().includes(oidcNativeClientId) || typeof sub !== 'string')
    throw new Error('The identity provider gave no ID token for this app.');
  return { sub, name: String(name ?? called ?? sub) };
};

/** The sign-in that this phone has kept; null when there is none. */
export const keptSignIn = async (config: StackConfig): Promise<SignIn | null> => {
  const kept = await SecureStore.getItemAsync(KEPT_AS, WHERE);
  return kept === null ? null : opened(config, JSON.parse(kept) as Kept);
};

const WHERE = { keychainAccessible: SecureStore.AFTER_FIRST_UNLOCK_THIS_DEVICE_ONLY };

const keep = async (kept: Kept): Promise<Kept> => {
  await SecureStore.setItemAsync(KEPT_AS, JSON.stringify(kept), WHERE);
  return kept;
};

const opened = (config: StackConfig, { account, tokens }: Kept): SignIn => {
  let current = new TokenResponse(tokens);
  let renewing: Promise<string> | undefined;
  const renew = async (): Promise<string> => {
    if (!current.refreshToken) throw new SignedOutError();
    const provider = await fetchDiscoveryAsync(config.issuer);
    const { refreshToken } = current;
    const clientId = config.oidcNativeClientId;
    const next = await refreshAsync({ clientId, refreshToken, extraParams: forApi(config) }, provider);
    current = new TokenResponse({
      ...next.getRequestConfig(),
      refreshToken: next.refreshToken ?? refreshToken,
    });
    await keep({ account, tokens: current.getRequestConfig() });
    return current.accessToken;
  };
  return {
    account,
    accessToken: async () => {
      if (TokenResponse.isTokenFresh(current, SECONDS_BEFORE_THE_END)) return current.accessToken;
      renewing ??= renew().finally(() => {
        renewing = undefined;
      });
      return renewing;
    },
    forget: () => SecureStore.deleteItemAsync(KEPT_AS, WHERE),
  };
};

const forApi = ({ oidcAudience, oidcResource }: StackConfig): Record<string, string> => ({
  ...(oidcAudience !== undefined && { audience: oidcAudience }),
  ...(oidcResource !== undefined && { resource: oidcResource }),
});
