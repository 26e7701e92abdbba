import { routes } from '../../shared/contract/routes.ts';
import {
  type SendChallenge,
  type StartTwoManRuleDeps,
  startTwoManRule,
} from '../../shared/domain/start-two-man-rule.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';
import { count } from '../../shared/metrics.ts';

/** `POST /challenge`. Each call sends a code. */
export const createHandler = ({ guard, ...deps }: Guarded<StartTwoManRuleDeps>) =>
  endpoint(routes.challenge, { guard }, async ({ userId, body }) => ({
    statusCode: 200,
    body: await startTwoManRule({ ...deps, sendChallenge: counted(deps.sendChallenge) }, userId, body),
  }));

const counted =
  (send: SendChallenge): SendChallenge =>
  async (sealdId, factor) => {
    const sent = await send(sealdId, factor);
    if (sent.outcome === 'sent') count('ChallengeSent');
    else count('SsksFailed', sent.errorType);
    return sent;
  };
