import { StreamChat } from 'stream-chat';
import { announcedSession } from './channel-data.ts';
import type { SecureChatConfig } from './create-secure-chat.ts';
import { installEgressGuard } from './egress-guard.ts';

/** A message waits for the hook, up to 2 s (stream.md section 9.2); stream-chat's own 3 s leave no room for the rest. */
const STREAM_TIMEOUT_MS = 10_000;

/**
 * Makes the vendor's client, not connected, with the egress guard under it. Encrypted are the channels that are open here, those of an
 * encrypted type, and those that name an encryption session.
 */
export const createStreamClient = (
  {
    streamApiKey,
    streamUrl,
    encryptedChannelTypes,
  }: Pick<SecureChatConfig, 'streamApiKey' | 'streamUrl' | 'encryptedChannelTypes'>,
  isOpen: (cid: string) => boolean,
): StreamChat => {
  const client = new StreamChat(streamApiKey, {
    timeout: STREAM_TIMEOUT_MS,
    allowServerSideConnect: true,
    ...(streamUrl && { baseURL: streamUrl }),
  });
  installEgressGuard(client, (cid) => {
    if (cid === undefined) return true;
    const [type = ''] = splitCid(cid);
    return isOpen(cid) || encryptedChannelTypes.includes(type) || hasSession(client, cid);
  });
  return client;
};

const hasSession = (client: StreamChat, cid: string): boolean =>
  announcedSession(client.activeChannels[cid]?.data) !== undefined;

/** The type and the id of a `type:id`. */
export const splitCid = (cid: string): string[] => {
  const colon = cid.indexOf(':');
  return [cid.slice(0, colon), cid.slice(colon + 1)];
};
