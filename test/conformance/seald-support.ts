import { randomBytes, randomUUID } from 'node:crypto';
import sealdModule from '@seald-io/sdk';
import type { SealdSDK as SealdClient } from '@seald-io/sdk/lib/main.js';
import ssksModule, { type AuthFactor, type SSKS2MR } from '@seald-io/sdk-plugin-ssks-2mr';
import { withoutGreeting } from '../../client-example/secure-chat/src/seald/without-greeting.ts';
import { type SealdOptions, type SealdService, startSeald } from '../../local/seald/start-seald.ts';

// Both packages are CommonJS with a `default` member: under Node's ES modules the imported default is the whole module.
const SealdSDK = sealdModule.default;
const ssksPlugin = ssksModule.default;

export type Client = SealdClient & { ssks2MR: SSKS2MR };
export type Secrets = Omit<SealdOptions, 'apiPort' | 'ssksPort'>;

export const makeSecrets = (): Secrets => ({
  appId: randomUUID(),
  jwtSecretId: randomUUID(),
  jwtSecret: randomBytes(32).toString('hex'),
  validationKeyId: randomUUID(),
  validationKey: randomBytes(32).toString('hex'),
  ssksKey: randomBytes(24).toString('base64url'),
});

export type World = Awaited<ReturnType<typeof openWorld>>;
type ClientOptions = Partial<Parameters<typeof SealdSDK>[0]>;

/** A running emulator and the means to be its clients; `close` ends both. */
export const openWorld = async (overrides: Partial<SealdOptions> = {}) => {
  const secrets: Secrets = { ...makeSecrets(), ...overrides };
  const service: SealdService = await startSeald({ apiPort: 0, ssksPort: 0, ...secrets });
  const open: Client[] = [];
  // Only for its helpers and to silence the SDK; never on the network.
  const helper = withoutGreeting(() => SealdSDK({ appId: secrets.appId }));
  helper.setLogLevel('none');

  /** A client without account, with small keys unless told otherwise: making them is most of what these tests take. */
  const newClient = async (options: ClientOptions = {}): Promise<Client> => {
    const client = SealdSDK({
      appId: secrets.appId,
      apiURL: service.url,
      keySize: 1024,
      plugins: [ssksPlugin(service.ssksUrl)],
      ...options,
    }) as Client;
    open.push(client);
    await client.initialize();
    return client;
  };

  /** A signup JWT by the SDK's own helper. */
  const signupJwt = (userId?: string, joinTeam = true) =>
    helper.utils.generateRegistrationJWT(secrets.jwtSecret, secrets.jwtSecretId, {
      ...(userId !== undefined && { userId }),
      joinTeam,
    });

  const signUp = async (userId: string, options: ClientOptions = {}) => {
    const client = await newClient(options);
    const signupJWT = await signupJwt(userId);
    const identity = await client.initiateIdentity({ signupJWT });
    return { client, ...identity };
  };

  /** A further client of the same identity, as another process would open it. */
  const copyOf = async (client: Client, options: ClientOptions = {}) => {
    const copy = await newClient(options);
    await copy.importIdentity(await client.exportIdentity());
    return copy;
  };

  const challengeSend = (body: object, headers: Record<string, string> = {}) =>
    fetch(`${service.ssksUrl}/tmr/back/challenge_send/`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-seald-appid': secrets.appId,
        'x-seald-apikey': secrets.ssksKey,
        ...headers,
      },
      body: JSON.stringify(body),
    });

  /** What the team's backend does before each use of the 2MR plugin. */
  const startSsks = async (userId: string, authFactor: AuthFactor, forceAuth = true) => {
    const body = { user_id: userId, auth_factor: authFactor, create_user: true, force_auth: forceAuth };
    const answer = await challengeSend(body);
    const { session_id: sessionId, must_authenticate: mustAuthenticate } = await answer.json();
    const challenge = service.inbox.list(authFactor.value).at(-1)?.code ?? '';
    return { sessionId, mustAuthenticate, challenge };
  };

  const close = async () => {
    // A test may have closed a client already, and a client that was refused closes itself.
    await Promise.allSettled(open.map(async (client) => client.close()));
    await service.close();
  };
  return { secrets, service, newClient, signupJwt, signUp, copyOf, challengeSend, startSsks, close };
};

/** The SDK's error code of a promise that must be refused. */
export const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(
    () => undefined,
    (reason: { code?: string; message: string }) => reason,
  );
  if (!error) throw new Error('expected a refusal');
  return error.code ?? error.message;
};
