import * as z from 'zod';
import { type ApiRequest, parse } from '../api-request.ts';
import { StreamError } from '../errors.ts';
import type { StoredPushProvider } from '../stored.ts';
import { encodeTime } from '../v1/time.ts';
import type { World } from '../world.ts';

/**
 * Push providers: named configurations of a push service [pub: GetStream/protocol v236, PushProviderRequest; stream-chat-ruby docs push_providers_and_multi_bundle].
 *
 * Left out: credentials (stored and given back, never looked at), deleting one, and sending anything.
 */
export const providerType = z.enum(['apn', 'firebase', 'huawei', 'xiaomi']);

const MOST_PROVIDERS = 25;

const upsert = z.object({
  push_provider: z.looseObject({ type: providerType, name: z.string().min(1).max(36) }),
});

export const providerKey = (type: string, name: string): string => `${type}/${name}`;

const encode = ({ given, type, name, createdAt, updatedAt }: StoredPushProvider) => ({
  ...given,
  type,
  name,
  created_at: encodeTime(createdAt),
  updated_at: encodeTime(updatedAt),
});

/** Providers are managed only above version v1 of push [pub: the same docs]. */
const demandVersion = (world: World): void => {
  const { version } = world.state.app.push_notifications as { version: string };
  if (version === 'v1') throw new StreamError('input', 'push providers need push v2 or v3');
};

export const listProviders = (world: World) => {
  demandVersion(world);
  return { push_providers: [...world.state.pushProviders.values()].map(encode) };
};

export const upsertProvider = (world: World, { body }: ApiRequest) => {
  const { type, name, ...given } = parse(upsert, body).push_provider;
  demandVersion(world);
  const { pushProviders } = world.state;
  const key = providerKey(type, name);
  const found = pushProviders.get(key);
  if (!found && pushProviders.size >= MOST_PROVIDERS)
    throw new StreamError('input', 'too many push providers');
  const now = world.now();
  const stored = { type, name, given, createdAt: found?.createdAt ?? now, updatedAt: now };
  pushProviders.set(key, stored);
  return { push_provider: encode(stored) };
};
