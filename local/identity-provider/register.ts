import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import * as z from 'zod';
import { parseJson } from '../../shared/contract/parse-json.ts';
import type { Snapshot } from '../platform/snapshot.ts';
import { noteAuthTime } from './auth-time.ts';
import { WEB_CLIENT } from './clients.ts';
import type { IdentityState } from './identity-state.ts';
import { RESOURCE, resourceServer } from './provider-configuration.ts';
import { readBody } from './read-body.ts';
import { userName, userNamed } from './users.ts';

export const REGISTER_PATH = '/register';

const DAY_SECONDS = 86_400;

const registration = z.strictObject({
  name: userName,
  /** For tests; a negative one gives a token that has ended. */
  expiresInSeconds: z
    .int()
    .min(-DAY_SECONDS)
    .max(DAY_SECONDS)
    .refine((seconds) => seconds !== 0, 'must not be 0')
    .optional(),
  /** For tests: a token of an earlier sign-in; null for one that does not say when that was. */
  signedInSecondsAgo: z.int().min(0).max(DAY_SECONDS).nullable().default(0),
});

/**
 * Koa middleware: `POST /register {name}` -> `{ userId, accessToken }`, sign-in for scripts, which have no browser.
 * 201 for a new name. A known name gives 200 and a new token for the same user.
 */
export const register =
  (provider: Provider, snapshot: Snapshot<IdentityState>) =>
  async (context: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    if (context.path !== REGISTER_PATH || context.method !== 'POST') return next();
    const { data, error } = registration.safeParse(parseJson((await readBody(context.req)) ?? ''));
    if (!data) {
      const problems = error.issues.map(({ path, message }) =>
        [path.join('.'), message].filter(Boolean).join(' '),
      );
      context.status = 400;
      context.body = { error: 'invalid_request', error_description: problems.join('; ') };
      return;
    }
    const { user, created } = userNamed(snapshot, data.name);
    context.status = created ? 201 : 200;
    context.set('cache-control', 'no-store');
    context.body = {
      userId: user.userId,
      accessToken: await issueAccessToken(provider, user.userId, data),
    };
  };

/** The same access token as the authorization code flow gives, by the same code and keys. */
const issueAccessToken = async (
  provider: Provider,
  accountId: string,
  { expiresInSeconds: expiresIn, signedInSecondsAgo: ago }: z.output<typeof registration>,
): Promise<string> => {
  const client = await provider.Client.find(WEB_CLIENT);
  if (!client) throw new Error('The client of the browser app is not configured.');
  const token = new provider.AccessToken({
    client,
    accountId,
    grantId: '',
    gty: 'register',
    expiresIn: expiresIn ?? resourceServer.accessTokenTTL,
    resourceServer: new provider.ResourceServer(RESOURCE, resourceServer),
  });
  noteAuthTime(token, ago === null ? 'unsaid' : Math.floor(Date.now() / 1000) - ago);
  return token.save();
};
