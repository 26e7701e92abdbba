import * as z from 'zod/mini';
import type { OwnAuthorKey, RegisterAuthorKeyRequest } from '../../../../shared/contract/author-key.ts';
import type { ChallengeRequest, ChallengeResponse } from '../../../../shared/contract/challenge.ts';
import type {
  ChannelResponse,
  CreateChannelRequest,
  MemberResponse,
} from '../../../../shared/contract/channel.ts';
import type {
  EncryptionSessionResponse,
  Epoch,
  RegisterEncryptionSessionRequest,
} from '../../../../shared/contract/encryption-session.ts';
import type { EnrollRequest, EnrollResponse } from '../../../../shared/contract/enroll.ts';
import type { ClaimIdentityRequest, ClaimIdentityResponse } from '../../../../shared/contract/enrolment.ts';
import type { ErasureReceipt, KeptAccount } from '../../../../shared/contract/erasure.ts';
import { errorBody } from '../../../../shared/contract/error-body.ts';
import { isErrorType } from '../../../../shared/contract/error-types.ts';
import type { ExportResponse } from '../../../../shared/contract/export.ts';
import type { MemberKeysResponse } from '../../../../shared/contract/member-keys.ts';
import { parseJson } from '../../../../shared/contract/parse-json.ts';
import type { BlockResponse, BlocksResponse } from '../../../../shared/contract/peer.ts';
import type { SigchainHashResponse } from '../../../../shared/contract/registered-sigchain.ts';
import type { ReportRequest, ReportResponse } from '../../../../shared/contract/report.ts';
import type { Route } from '../../../../shared/contract/route.ts';
import { routes } from '../../../../shared/contract/routes.ts';
import type { TokenResponse } from '../../../../shared/contract/token.ts';
import type { MeResponse, UserResponse } from '../../../../shared/contract/user.ts';
import { MessagingApiError, type MessagingApiErrorType } from '../errors.ts';
import type { Patience } from '../platform/patience.ts';
import { deadline, realTimer, type Timer } from '../platform/timer.ts';
import type { PlatformAbortSignal, PlatformFetch } from '../platform/web-types.ts';

const DEFAULT_TIMEOUT_MS = 10_000;

/** What a status says by itself: for the gateway's own answers, and for types that only a newer backend has. */
const OF_STATUS: Record<number, MessagingApiErrorType> = {
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  413: 'PAYLOAD_TOO_LARGE',
  429: 'RATE_LIMITED',
};

export type MessagingApiConfig = {
  /** Origin of the HTTP API, with or without a trailing slash. */
  apiUrl: string;
  /** The token of the team's identity provider; asked for before each call, so it may renew it. */
  accessToken: () => Promise<string>;
  fetch: PlatformFetch;
  /** Deadline of one call in milliseconds, 10 000 unless told. */
  timeoutMs?: number | undefined;
  timer?: Timer | undefined;
  /**
   * Waits where the backend left undone what was asked: for `RATE_LIMITED`, and for `STREAM_UNAVAILABLE` where it says for how long. Without it
   * that is thrown.
   */
  patience?: Pick<Patience, 'insist'> | undefined;
  /**
   * Called whenever an answer says that the account is going to be erased, with the time, before that is thrown. The backend says so of the caller's own account alone,
   * whomever a call is about.
   */
  onErasurePending?: ((dueAt: string) => void) | undefined;
};

/** A channel as the paths of the contract name it. */
export type ChannelName = { channelType: string; channelId: string };

/**
 * One function per route for users. Each throws `MessagingApiError` and nothing else, save what `accessToken` throws.
 * What only reads, or gives the same when it comes twice to a named place, is tried once more when there was no answer.
 */
export type MessagingApi = {
  token: () => Promise<TokenResponse>;
  signup: () => Promise<UserResponse>;
  /** `user` is null before `signup`. */
  me: () => Promise<MeResponse>;
  /** All that the backend holds about the user, and where the rest is; for somebody erased, the receipt. */
  exportMe: () => Promise<ExportResponse>;
  /**
   * Has the user erased at the receipt's `dueAt`; one that is past, and no `completedAt`: ask again. Use `SecureChat.eraseAccount`, which sees to the device
   * too. Throws `REAUTHENTICATION_REQUIRED` where the token's sign-in is older than some minutes.
   */
  erase: () => Promise<ErasureReceipt>;
  /** Takes back an erasure that waits for its day. Use `SecureChat.keepAccount`. Throws `USER_ERASED` when it is too late. */
  undoErasure: () => Promise<KeptAccount>;
  challenge: (request: ChallengeRequest) => Promise<ChallengeResponse>;
  /** What this device may do next for its user to have one identity: see `shared/contract/enrolment-machine.ts`. */
  claimIdentity: (request: ClaimIdentityRequest) => Promise<ClaimIdentityResponse>;
  /** Without a hash nothing is said about the signature chain, and what was registered for the same identity stays. Throws `IDENTITY_NOT_SAVED`. */
  enroll: (request: EnrollRequest) => Promise<EnrollResponse>;
  /** The key registered for the user's identity: the first that came, whichever device asks. Throws `IDENTITY_NOT_SAVED`, `AUTHOR_KEY_NOT_PROVEN`. */
  registerAuthorKey: (request: RegisterAuthorKeyRequest) => Promise<OwnAuthorKey>;
  createChannel: (request: CreateChannelRequest) => Promise<ChannelResponse>;
  /** The conversation with somebody: made, found, or entered again. Both may ask at once; they get the same one. */
  startPair: (channelType: string, userId: string) => Promise<ChannelResponse>;
  /** Accepts that a stranger put the user into a channel; to decline, remove oneself. */
  acceptInvitation: (channel: ChannelName) => Promise<MemberResponse>;
  /** Keeps somebody from inviting the user, and takes the user out of the conversation of the two. */
  blockPeer: (userId: string) => Promise<BlockResponse>;
  unblockPeer: (userId: string) => Promise<BlockResponse>;
  blocks: () => Promise<BlocksResponse>;
  addMember: (channel: ChannelName, userId: string) => Promise<MemberResponse>;
  /** Also the way to leave. */
  removeMember: (channel: ChannelName, userId: string) => Promise<MemberResponse>;
  /**
   * The current epoch, null while there is none, and in their order those later than `after`; a long list may be cut, so ask on after its last. `anew`: channel data
   * that name another session are put right now; without it that may take ten seconds.
   */
  encryptionSession: (
    channel: ChannelName,
    asked?: { after?: number; anew?: boolean },
  ) => Promise<EncryptionSessionResponse>;
  /** Answers the epoch that came first, the caller's or another's. */
  registerEncryptionSession: (
    channel: ChannelName,
    request: RegisterEncryptionSessionRequest,
  ) => Promise<Epoch>;
  /** Of those of these people, a hundred at most, who are members of a channel of the user, what their devices registered, in any order; of who has registered nothing, nothing. */
  memberKeys: (channel: ChannelName, userIds: string[]) => Promise<MemberKeysResponse>;
  /** `registered` is null when nothing is, and to whoever shares no channel with the user; without a hash there is nothing to compare the user's chain with. */
  sigchainHash: (userId: string) => Promise<SigchainHashResponse>;
  /**
   * Reports a message of somebody else to the team that runs the chat: what is in the request leaves the device in the clear, sealed by the backend for the team's
   * moderators. Throws `REPORT_NOT_PROVEN`, and `REPORTS_NOT_SET_UP` where nobody reads reports.
   */
  report: (request: ReportRequest) => Promise<ReportResponse>;
};

/** A typed client of the Messaging API, made from the contract's table of routes. Keeps no state. */
export const createMessagingApi = (config: MessagingApiConfig): MessagingApi => ({
  token: () => call(config, routes.token),
  signup: () => call(config, routes.signup),
  me: () => callTwice(config, routes.me),
  exportMe: () => callTwice(config, routes.exportMe),
  erase: () => callTwice(config, routes.erase),
  undoErasure: () => callTwice(config, routes.undoErasure),
  challenge: (body) => call(config, routes.challenge, { body }),
  claimIdentity: (body) => callTwice(config, routes.claimIdentity, { body }),
  enroll: (body) => call(config, routes.enroll, { body }),
  registerAuthorKey: (body) => callTwice(config, routes.registerAuthorKey, { body }),
  createChannel: (body) => call(config, routes.createChannel, { body }),
  startPair: (channelType, userId) =>
    callTwice(config, routes.startPair, { params: { channelType, userId } }),
  acceptInvitation: (params) => callTwice(config, routes.acceptInvitation, { params }),
  blockPeer: (userId) => callTwice(config, routes.blockPeer, { params: { userId } }),
  unblockPeer: (userId) => callTwice(config, routes.unblockPeer, { params: { userId } }),
  blocks: () => callTwice(config, routes.blocks),
  addMember: (channel, userId) => callTwice(config, routes.addMember, { params: { ...channel, userId } }),
  removeMember: (channel, userId) =>
    callTwice(config, routes.removeMember, { params: { ...channel, userId } }),
  encryptionSession: (params, { after, anew } = {}) =>
    callTwice(config, routes.encryptionSession, {
      params,
      query: { ...(after !== undefined && { after: String(after) }), ...(anew && { anew: 'true' }) },
    }),
  registerEncryptionSession: (params, body) =>
    callTwice(config, routes.registerEncryptionSession, { params, body }),
  memberKeys: (params, userIds) => callTwice(config, routes.memberKeys, { params, body: { userIds } }),
  sigchainHash: (userId) => callTwice(config, routes.sigchainHash, { params: { userId } }),
  report: (body) => callTwice(config, routes.report, { body }),
});

type Answer<R extends Route> = z.output<R['response']>;

type Answered = Awaited<ReturnType<PlatformFetch>>;

type Asked<R extends Route> = {
  params?: Record<string, string> | undefined;
  query?: Record<string, string> | undefined;
  body?: z.input<R['request']> | undefined;
};

const callTwice = async <R extends Route>(
  config: MessagingApiConfig,
  route: R,
  asked?: Asked<R>,
): Promise<Answer<R>> => {
  try {
    return await call(config, route, asked);
  } catch (error) {
    if (!hadNoAnswer(error)) throw error;
    return call(config, route, asked);
  }
};

const hadNoAnswer = (error: unknown) =>
  error instanceof MessagingApiError && (error.type === 'NETWORK_FAILURE' || error.type === 'TIMEOUT');

const call = <R extends Route>(
  config: MessagingApiConfig,
  route: R,
  asked: Asked<R> = {},
): Promise<Answer<R>> => {
  const once = () => callOnce(config, route, asked);
  return config.patience ? config.patience.insist(once, secondsAskedFor) : once();
};

/** Every route may be asked again after these: nothing was done, or what it does twice is there once. The gateway does not say how long. */
const secondsAskedFor = (error: unknown): number | 'unsaid' | null => {
  if (!(error instanceof MessagingApiError)) return null;
  const { type, retryAfterSeconds } = error;
  if (type === 'RATE_LIMITED') return retryAfterSeconds ?? 'unsaid';
  return type === 'STREAM_UNAVAILABLE' ? (retryAfterSeconds ?? null) : null;
};

const callOnce = async <R extends Route>(
  config: MessagingApiConfig,
  route: R,
  asked: Asked<R>,
): Promise<Answer<R>> => {
  const { response, text } = await exchange(config, route, asked);
  if (!response.ok) {
    const refused = refusal(response, text);
    if (refused.dueAt !== undefined) config.onErasurePending?.(refused.dueAt);
    throw refused;
  }
  const parsed = z.safeParse(route.response, parseJson(text));
  if (!parsed.success) throw malformed(response, parsed.error);
  return parsed.data as Answer<R>;
};

const addressOf = (
  { apiUrl }: MessagingApiConfig,
  { path }: Route,
  { params, query = {} }: Asked<Route>,
): string => {
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params?.[name] ?? ''));
  const asked = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${apiUrl.replace(/\/*$/, '')}${filled}${asked.length > 0 ? `?${asked.join('&')}` : ''}`;
};

const exchange = async (config: MessagingApiConfig, route: Route, asked: Asked<Route>) => {
  const { body } = asked;
  const token = await config.accessToken();
  const headers: Record<string, string> = { authorization: `Bearer ${token}`, accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const { fetch } = config; // called on its own: browsers refuse a fetch with another `this`
  const { signal, callOff } = deadline(config.timer ?? realTimer, config.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const answered = async () => {
    const response = await fetch(addressOf(config, route, asked), {
      method: route.method,
      headers,
      signal,
      body: body === undefined ? null : JSON.stringify(body),
    });
    return { response, text: await response.text() };
  };
  try {
    return await Promise.race([answered(), whenAborted(signal)]);
  } catch (cause) {
    throw new MessagingApiError(signal.aborted ? 'TIMEOUT' : 'NETWORK_FAILURE', { cause });
  } finally {
    callOff();
  }
};

/** Not every platform ends a body that is on its way. */
const whenAborted = (signal: PlatformAbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('The time is up'))));

const refusal = (response: Answered, text: string): MessagingApiError => {
  const details = {
    status: response.status,
    requestId: response.headers.get('apigw-requestid') ?? undefined,
    retryAfterSeconds: wholeSeconds(response.headers.get('retry-after')),
  };
  const json = parseJson(text);
  const ours = errorBody.safeParse(json);
  if (ours.success) {
    const { type, requestId, dueAt } = ours.data.error;
    return new MessagingApiError(isErrorType(type) ? type : unknownType(response.status), {
      ...details,
      requestId,
      dueAt,
    });
  }
  if (!isGatewayBody(json)) return new MessagingApiError('MALFORMED_ANSWER', details);
  return new MessagingApiError(OF_STATUS[response.status] ?? 'GATEWAY_FAILURE', details);
};

const unknownType = (status: number): MessagingApiErrorType =>
  OF_STATUS[status] ?? (status < 500 ? 'REFUSED' : 'INTERNAL_ERROR');

const malformed = (response: Answered, cause: unknown) =>
  new MessagingApiError('MALFORMED_ANSWER', {
    status: response.status,
    requestId: response.headers.get('apigw-requestid') ?? undefined,
    cause,
  });

const isGatewayBody = (json: unknown): boolean =>
  typeof json === 'object' && json !== null && 'message' in json;

const wholeSeconds = (header: string | null): number | undefined =>
  header !== null && /^\d+$/.test(header) ? Number(header) : undefined;
