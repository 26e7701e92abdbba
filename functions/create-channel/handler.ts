import { routes } from '../../shared/contract/routes.ts';
import { type CreateChannelDeps, createChannel } from '../../shared/domain/create-channel.ts';
import { endpoint } from '../../shared/http/endpoint.ts';

/** `POST /channels`: 201 for a call that made the channel, 200 for one that found it. */
export const createHandler = (deps: CreateChannelDeps) =>
  endpoint(routes.createChannel, async ({ userId, body }) => {
    const { created, channel } = await createChannel(deps, userId, body);
    return { statusCode: created ? 201 : 200, body: channel };
  });
