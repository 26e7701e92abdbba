import type { StreamChat } from 'stream-chat';
import { parseEncryptedText } from '../../../../shared/contract/encrypted-text.ts';
import { STREAM_FILE_HOSTS } from '../../../../shared/contract/visible-file.ts';
import { ClearTextBlockedError } from '../errors.ts';
import { type ReadFile, readBlob } from '../platform/file-bytes.ts';
import {
  type EgressRequest,
  type Fields,
  type IsWordless,
  type Outgoing,
  outgoingOf,
} from './egress-routes.ts';
import { isOpaqueUpload } from './opaque-upload.ts';

export type EgressGuardOptions = {
  isEncrypted: IsEncrypted;
  /** Addresses of files at these hosts may stand beside an encrypted text; Stream's own CDN unless told. */
  fileHosts?: readonly string[] | undefined;
  readFile?: ReadFile;
};

/** Whether words in this channel must be encrypted; `undefined` stands for a channel that cannot be told. */
export type IsEncrypted = (cid: string | undefined) => boolean;

/**
 * Puts a guard under the client: a request that would carry words or a file in the clear into an encrypted channel rejects with
 * `ClearTextBlockedError` before a byte leaves, whatever code asked for it. It stands before messages (send, full and partial
 * update, draft, the message of a channel update or truncation), uploads, custom events, reactions that are not sealed, thread
 * titles, poll questions, options and answers, locations, message search, link previews and translation. What names no channel, or
 * a message the client has not loaded, counts as a channel that cannot be told.
 * Not covered, as Stream is meant to see them: channel and member data, profiles, searches for people, reports to moderators.
 * Answers how to take the guard out again.
 */
export const installEgressGuard = (
  client: StreamChat,
  { isEncrypted, fileHosts = STREAM_FILE_HOSTS, readFile = readBlob }: EgressGuardOptions,
): (() => void) => {
  const { request } = client.axiosInstance.interceptors;
  const cidOf = (messageId: string) =>
    Object.values(client.activeChannels).find((channel) => channel.state.findMessage(messageId))?.cid;
  const handle = request.use(async (config) => {
    const outgoing = outgoingOf(requestOf(client, config), {
      cidOf,
      userId: client.userID,
      fileHosts,
    });
    if (outgoing && isEncrypted(outgoing.cid)) await requireEncrypted(outgoing, readFile);
    return config;
  });
  return () => request.eject(handle);
};

/** What the guard looks at of axios's request configuration. */
type RequestConfig = { url?: string; baseURL?: string; method?: string; params?: object; data?: unknown };

const requestOf = (client: StreamChat, config: RequestConfig): EgressRequest => {
  const url = new URL(config.url ?? '', config.baseURL ?? client.baseURL);
  return {
    method: (config.method ?? 'get').toUpperCase(),
    path: url.pathname.replace(/\/+$/, ''),
    params: { ...Object.fromEntries(url.searchParams), ...config.params },
    body: config.data,
  };
};

const requireEncrypted = async (outgoing: Outgoing, readFile: ReadFile): Promise<void> => {
  if ('upload' in outgoing) {
    if (!(await isOpaqueUpload(outgoing.upload, readFile))) throw new ClearTextBlockedError('file');
    return;
  }
  const clear = clearField(outgoing.fields, outgoing.isWordless);
  if (clear !== undefined) throw new ClearTextBlockedError(clear);
};

const clearField = (fields: Fields, isWordless: IsWordless): string | undefined =>
  Object.keys(fields).find((field) => {
    const value = fields[field];
    return value !== undefined && !isWordless(field, value) && !isEncryptedText(value);
  });

const isEncryptedText = (value: unknown): boolean =>
  typeof value === 'string' && parseEncryptedText(value) !== null;
