import type {
  APIResponse,
  AppSettings,
  Channel,
  ChannelData,
  ChannelFilters,
  ChannelOptions,
  ChannelQueryOptions,
  ChannelSort,
  StreamChat,
  UserFilters,
  UserOptions,
  UserSort,
} from 'stream-chat';
import { createStreamCall, type StreamAccess } from './stream-call.ts';

type Answer<Call extends (...given: never[]) => unknown> = ReturnType<Call>;
type First<Call extends (...given: never[]) => unknown> = Parameters<Call>[0];
/** Fields to sort by, the first one first. */
type Fields<Sort> = Extract<Sort, readonly unknown[]>;

type WholeCalls = Pick<
  StreamChat,
  | 'createChannelType'
  | 'deleteChannelType'
  | 'deleteUsers'
  | 'getAppSettings'
  | 'getMessage'
  | 'getTask'
  | 'listChannelTypes'
  | 'listPushProviders'
  | 'updateChannelType'
  | 'upsertUser'
>;

/** Those of which we need a part: what we do not send cannot be named. */
type PartialCalls = {
  queryChannelsRequest(
    filter: ChannelFilters,
    sort: Fields<ChannelSort>,
    options: Omit<ChannelOptions, 'predefined_filter' | 'filter_values' | 'sort_values'>,
  ): Answer<StreamChat['queryChannelsRequest']>;
  queryUsers(
    filter: UserFilters,
    sort?: Fields<UserSort>,
    options?: UserOptions,
  ): Answer<StreamChat['queryUsers']>;
  updateAppSettings(settings: Omit<AppSettings, 'apn_config'>): Answer<StreamChat['updateAppSettings']>;
  revokeUserToken(userId: string, before: Date): Answer<StreamChat['revokeUserToken']>;
  deleteMessage(id: string, options: { hardDelete: true }): Answer<StreamChat['deleteMessage']>;
};

export type StreamServerChannel = Pick<Channel, 'partialUpdateMember' | 'updatePartial'> & {
  create(): Answer<Channel['create']>;
  query(options: ChannelQueryOptions): Answer<Channel['query']>;
  addMembers(members: First<Channel['addMembers']>): Answer<Channel['addMembers']>;
  removeMembers(userIds: string[]): Answer<Channel['removeMembers']>;
};

/** Calls that the vendor's client has by these names, with its types. */
export type VendorCalls = WholeCalls &
  PartialCalls & { channel(type: string, id: string, data?: ChannelData): StreamServerChannel };

type ProviderNamed = { push_provider_type: string; push_provider_name: string };
type TemplateFields = { event_type: string; enable_push: boolean; template: string };

/** Calls that the vendor's client has otherwise or not at all. */
export type OwnCalls = {
  /** The newest answers to a message, before one of them where `id_lt` names it. */
  getReplies(parentId: string, options: { limit: number; id_lt?: string }): Answer<Channel['getReplies']>;
  /** [pub: GetStream/protocol v236, GetPushTemplates] */
  getPushTemplates(of: ProviderNamed): Promise<APIResponse & { templates: Partial<TemplateFields>[] }>;
  /** [pub: GetStream/protocol v236, UpsertPushTemplate] */
  upsertPushTemplate(template: ProviderNamed & TemplateFields): Promise<APIResponse>;
};

/** No path leads to something with such an id. Whoever sends a message chooses its id, so that there may be one. */
export class UnaskableIdError extends Error {
  override readonly name = 'UnaskableIdError';
  override readonly message = 'An id of Stream cannot be asked for';
}

/** Stream's client with the API secret: the calls that our server makes, each one request. */
export type StreamServer = VendorCalls & OwnCalls;

/**
 * Makes Stream's client for the server. The vendor's own (`stream-chat`) takes longer to load than a function has to start; each request here is the one that it
 * sends for the same arguments, which the conformance test `stream-server` holds. Keeps nothing of what Stream answers. Throws what {@link createStreamCall}
 * throws, and {@link UnaskableIdError}.
 */
export const createStreamServer = (access: StreamAccess): StreamServer => {
  const call = createStreamCall(access);
  return {
    queryChannelsRequest: async (filter, sort, options) => {
      const body = { filter_conditions: filter, sort: inOrder(sort), ...DEFAULTS, ...options };
      const { channels } = await call<{ channels: Awaited<Answer<StreamChat['queryChannelsRequest']>> }>(
        'POST',
        '/channels',
        { body },
      );
      return channels;
    },
    queryUsers: (filter, sort = [], options = {}) => {
      const payload = { filter_conditions: filter, sort: inOrder(sort), presence: false, ...options };
      return call('GET', '/users', { params: { payload } });
    },
    upsertUser: (user) => call('POST', '/users', { body: { users: { [user.id]: user } } }),
    revokeUserToken: (id, before) => {
      const set = { revoke_tokens_issued_before: before.toISOString() };
      return call('PATCH', '/users', { body: { users: [{ id, set }] } });
    },
    deleteUsers: (user_ids, options) => call('POST', '/users/delete', { body: { user_ids, ...options } }),
    getTask: (id) => call('GET', at`/tasks/${id}`),

    getMessage: (id, options) => call('GET', at`/messages/${id}`, { params: { ...options } }),
    getReplies: (parentId, options) => call('GET', at`/messages/${parentId}/replies`, { params: options }),
    deleteMessage: (id) => call('DELETE', at`/messages/${id}`, { params: { hard: true } }),

    getAppSettings: () => call('GET', '/app'),
    updateAppSettings: (body) => call('PATCH', '/app', { body }),
    listChannelTypes: () => call('GET', '/channeltypes'),
    createChannelType: (data) => call('POST', '/channeltypes', { body: { commands: ['all'], ...data } }),
    updateChannelType: (name, body) => call('PUT', at`/channeltypes/${name}`, { body }),
    deleteChannelType: (name) => call('DELETE', at`/channeltypes/${name}`),
    listPushProviders: () => call('GET', '/push_providers'),
    getPushTemplates: (params) => call('GET', '/push_templates', { params }),
    upsertPushTemplate: (body) => call('POST', '/push_templates', { body }),

    channel: (type, id, data = {}) => {
      const path = at`/channels/${type}/${id}`;
      return {
        create: () => call('POST', `${path}/query`, { body: { ...DEFAULTS, data, state: false } }),
        query: (options) => call('POST', `${path}/query`, { body: { data, state: true, ...options } }),
        addMembers: (add_members) => call('POST', path, { body: { add_members } }),
        removeMembers: (remove_members) => call('POST', path, { body: { remove_members } }),
        partialUpdateMember: (userId, body) => call('PATCH', `${path}${at`/member/${userId}`}`, { body }),
        updatePartial: (body) => call('PATCH', path, { body }),
      };
    },
  };
};

const DEFAULTS = { state: true, watch: false, presence: false };

/** A path with each id in it as one part, whatever it is made of. Throws for those that cannot be one: they would lead elsewhere. */
const at = (fixed: TemplateStringsArray, ...ids: string[]): string =>
  String.raw({ raw: fixed }, ...ids.map(asPart));

const asPart = (id: string): string => {
  if (['', '.', '..'].includes(id) || !id.isWellFormed()) throw new UnaskableIdError();
  return encodeURIComponent(id);
};

const inOrder = (sort: readonly object[]) =>
  sort.flatMap((fields) => Object.entries(fields).map(([field, direction]) => ({ field, direction })));
