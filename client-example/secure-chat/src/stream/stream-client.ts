import { StreamChat } from 'stream-chat';
import { splitCid } from '../../../../shared/contract/split-cid.ts';
import type { ReadFile } from '../platform/file-bytes.ts';
import { announcedSession } from './channel-data.ts';
import { installEgressGuard } from './egress-guard.ts';
import { keepInvitationsQuiet } from './invitation.ts';
import { makeNamesPlain } from './plain-names-in.ts';

/** A message waits for the hook, up to 2 s (stream.md section 9.2); stream-chat's own 3 s leave no room for the rest. */
const STREAM_TIMEOUT_MS = 10_000;

export type StreamClientConfig = {
  streamApiKey: string;
  /** Stream's own address unless told. */
  streamUrl?: string | undefined;
  /** Channel types in which nothing may leave in the clear. */
  encryptedChannelTypes: readonly string[];
  /** Where Stream keeps uploads, as the stage says: nothing is fetched from elsewhere. Stream's own CDN unless told. */
  fileHosts?: readonly string[] | undefined;
};

/**
 * Makes the vendor's client, not connected, with the egress guard under it. Encrypted are the channels that are open here, those of an
 * encrypted type, and those that name an encryption session. Names come in plain.
 */
export const createStreamClient = (
  { streamApiKey, streamUrl, encryptedChannelTypes, fileHosts }: StreamClientConfig,
  isOpen: (cid: string) => boolean,
  readFile: ReadFile,
): StreamChat => {
  const client = new StreamChat(streamApiKey, {
    timeout: STREAM_TIMEOUT_MS,
    allowServerSideConnect: true,
    ...(streamUrl && { baseURL: streamUrl }),
  });
  const isEncrypted = (cid: string | undefined) => {
    if (cid === undefined) return true;
    const [type = ''] = splitCid(cid);
    return isOpen(cid) || encryptedChannelTypes.includes(type) || hasSession(client, cid);
  };
  keepInvitationsQuiet(client);
  makeNamesPlain(client);
  installEgressGuard(client, { isEncrypted, fileHosts, readFile });
  return client;
};

const hasSession = (client: StreamChat, cid: string): boolean =>
  announcedSession(client.activeChannels[cid]?.data) !== undefined;
