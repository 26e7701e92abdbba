import { startPair as route } from '../../shared/contract/routes/start-pair.ts';
import { type StartPairDeps, startPair } from '../../shared/domain/start-pair.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';

/** `PUT /pairs/{channelType}/{userId}`: 201 for a call that made the conversation, 200 for one that found it. */
export const createHandler = ({ guard, ...deps }: Guarded<StartPairDeps>) =>
  endpoint(route, { guard }, async ({ userId: callerId, params }) => {
    const { created, channel } = await startPair(deps, callerId, params);
    return { statusCode: created ? 201 : 200, body: channel };
  });
