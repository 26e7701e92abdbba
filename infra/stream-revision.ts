import { createHash } from 'node:crypto';
import { streamDemands } from '../shared/domain/stream-settings.ts';
import type { StageConfig } from './stage-config.ts';

type Told = Pick<StageConfig, 'encryptedChannelTypes' | 'streamUrl' | 'pushNotifications'>;

/**
 * A short hash of all that Stream must be told but the addresses that the stack makes: the same for the same, in whatever order
 * the types are named. What else a deployment changes, code and settings, is nothing to Stream and must not wait for it.
 */
export const streamRevision = (
  { encryptedChannelTypes, streamUrl, pushNotifications }: Told,
  demands = streamDemands,
): string =>
  createHash('sha256')
    .update(
      JSON.stringify([[...encryptedChannelTypes].sort(), streamUrl, sortedPush(pushNotifications), demands]),
    )
    .digest('hex')
    .slice(0, 16);

const sortedPush = (push: Told['pushNotifications']) =>
  push && [push.title, push.body, push.providers.map(({ type, name }) => `${type}/${name}`).sort()];
