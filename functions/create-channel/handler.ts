import { createChannel as route } from '../../shared/contract/routes/create-channel.ts';
import { type CreateChannelDeps, createChannel } from '../../shared/domain/create-channel.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';

/** `POST /channels`: 201 for a call that made the channel, 200 for one that found it. */
export const createHandler = ({ guard, ...deps }: Guarded<CreateChannelDeps>) =>
  endpoint(route, { guard }, async ({ userId, body }) => {
    const { created, channel } = await createChannel(deps, userId, body);
    return { statusCode: created ? 201 : 200, body: channel };
  });
