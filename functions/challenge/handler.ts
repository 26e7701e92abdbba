import { challenge as route } from '../../shared/contract/routes/challenge.ts';
import { startingFrom } from '../../shared/domain/known-user.ts';
import {
  type SendChallenge,
  type StartTwoManRuleDeps,
  startTwoManRule,
} from '../../shared/domain/start-two-man-rule.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';
import { log } from '../../shared/log.ts';
import { count } from '../../shared/metrics.ts';

/** `POST /challenge`. Each call sends a code. */
export const createHandler = ({ guard, ...deps }: Guarded<Omit<StartTwoManRuleDeps, 'onUsedUp'>>) =>
  endpoint(route, { guard }, async ({ userId, body, account }) => ({
    statusCode: 200,
    body: await startTwoManRule(
      {
        ...startingFrom(account, userId, deps),
        sendChallenge: counted(deps.sendChallenge),
        onUsedUp: tellUsedUp,
      },
      userId,
      body,
    ),
  }));

const tellUsedUp: StartTwoManRuleDeps['onUsedUp'] = (codesOf) => {
  count('CodesUsedUp');
  log('warn', { event: 'codes-used-up', codesOf });
};

const counted =
  (send: SendChallenge): SendChallenge =>
  async (sealdId, factor) => {
    const sent = await send(sealdId, factor);
    if (sent.outcome === 'sent') count('ChallengeSent');
    else count('SsksFailed', sent.errorType);
    return sent;
  };
