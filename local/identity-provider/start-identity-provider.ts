import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { Provider } from 'oidc-provider';
import { type OnWire, recordWire } from '../platform/record-wire.ts';
import { listen } from '../platform/serve.ts';
import type { Service } from '../platform/service.ts';
import { openIdentityState } from './identity-state.ts';
import { login } from './login.ts';
import { allowReturnTo, shareWith } from './other-apps.ts';
import { providerConfiguration } from './provider-configuration.ts';
import { REGISTER_PATH, register } from './register.ts';

export type IdentityProviderOptions = {
  port: number;
  /** The loopback interface's unless told. */
  address?: string | undefined;
  /** Origin of the browser app: the code flow returns to it. */
  web: string;
  /** Origins of other apps: the code flow returns to any path of theirs, and their pages may call the provider. */
  origins?: readonly string[];
  /** Keys, users and sign-ins are kept here; without it they are lost on close. */
  stateDir?: string;
  /** Has clients ask for a token for the API, as some providers do. Others give it unasked. */
  tokensMustBeAskedFor?: boolean;
  /** Whether access tokens say when their user signed in, as those of some providers do not. True unless told. */
  tokensSayAuthTime?: boolean;
  onWire?: OnWire;
};

/** Starts the OpenID Connect provider that stands in for the team's own. Its issuer is its origin. */
export const startIdentityProvider = async (options: IdentityProviderOptions): Promise<Service> => {
  const snapshot = await openIdentityState(options.stateDir && join(options.stateDir, 'identity'));
  let answer: RequestListener = (_request, response) => response.writeHead(503).end();
  const server = createServer((request, response) => answer(request, response));
  recordWire(server, options.onWire);
  const { url, close } = await listen(server, options.port, options.address);
  const { web, origins = [], tokensMustBeAskedFor = false, tokensSayAuthTime = true } = options;
  const tokens = { unasked: !tokensMustBeAskedFor, sayAuthTime: tokensSayAuthTime };
  const provider = new Provider(url, providerConfiguration(snapshot, web, origins, tokens));
  allowReturnTo(provider, origins);
  provider.use(shareWith(REGISTER_PATH, origins));
  provider.use(register(provider, snapshot));
  provider.use(login(provider, snapshot));
  answer = provider.callback();
  const closeAll = async () => {
    await close();
    snapshot.flush();
  };
  return { name: 'issuer', url, close: closeAll };
};
