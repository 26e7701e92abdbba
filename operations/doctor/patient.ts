import type { StageConfig } from '../../infra/stage-config.ts';
import type { StreamClient } from '../../shared/adapters/stream-client.ts';
import type { Secret } from '../../shared/secrets.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import type { Account } from './aws-account.ts';

/** A live deployment as the checks see it. What could not be found out is null; a check of its own says why. */
export type Patient = {
  config: StageConfig;
  account: Account;
  store: SecretStore;
  /** Without a slash at its end. */
  apiUrl: string | null;
  /** Where Stream must call us: the gateway's own address, also when the API has a domain of the team's. */
  hookUrl: string | null;
  /** Stream's events wait in the one, and those that the sweeper gave up on in the other. */
  queueUrl: string | null;
  failedQueueUrl: string | null;
  issuer: string | null;
  audience: readonly string[] | null;
  stream: { secret: Secret<'stream'>; ask: StreamClient } | null;
  ssks: Secret<'ssks'> | null;
  /** A user's own token, if the operator gave one. */
  userToken: string | null;
  fetch: typeof fetch;
  now: () => number;
  wait: (ms: number) => Promise<void>;
  /** When all that was changed at Stream before the doctor came must be shown there. */
  shownAt: number;
};
