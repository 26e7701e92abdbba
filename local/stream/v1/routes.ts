import type { ApiRequest } from '../api-request.ts';
import { getApp, updateApp } from '../app-settings.ts';
import { sendChannelEvent } from '../channel-events.ts';
import {
  deleteChannel,
  hideChannel,
  showChannel,
  truncateChannel,
  unwatchChannel,
} from '../channel-lifecycle.ts';
import { queryChannel, queryChannels } from '../channel-query.ts';
import { createType, deleteType, getType, listTypes, updateType } from '../channel-types.ts';
import { patchChannel, updateChannel } from '../channel-update.ts';
import { leftOutRoutes } from '../left-out.ts';
import { patchMember, queryMembers } from '../members.ts';
import { deleteMessage } from '../message-deletes.ts';
import { patchMessage, updateMessage } from '../message-edits.ts';
import { getMessage, getMessagesById, getPinned, getReplies } from '../message-pages.ts';
import { sendMessage } from '../messages.ts';
import { muteChannels, muteUsers, unmuteChannels, unmuteUsers } from '../personal/mutes.ts';
import { listProviders, upsertProvider } from '../push/providers.ts';
import { getTemplates, upsertTemplate } from '../push/templates.ts';
import { deleteReaction, listReactions, sendReaction } from '../reactions.ts';
import { getUnread, markAllRead, markDelivered, markRead, markUnread } from '../read-state.ts';
import { searchMessages } from '../search.ts';
import { deleteUpload, uploadToApp, uploadToChannel } from '../uploads.ts';
import { deactivateUser, reactivateUser } from '../user-activation.ts';
import { deleteUsers, getTask } from '../user-deletion.ts';
import { patchUsers, queryUsers, upsertUsers } from '../users.ts';
import type { World } from '../world.ts';

export type Handler = (world: World, request: ApiRequest) => object | Promise<object>;

export type Route = {
  method: string;
  path: string;
  /** Stream's name for the call; error messages start with it. */
  endpoint: string;
  handler: Handler;
  /** Only a server token may call it. */
  serverOnly?: boolean;
};

const CHANNEL = '/channels/:type/:id';
const MESSAGE = '/messages/:message';

const route = (method: string, path: string, endpoint: string, handler: Handler): Route => ({
  method,
  path,
  endpoint,
  handler,
});
const serverRoute = (...args: Parameters<typeof route>): Route => ({ ...route(...args), serverOnly: true });

/** Every v1 path and who answers it (stream.md section 6). A v2 skin would be a second table like this one. */
export const routes: readonly Route[] = [
  route('GET', '/app', 'GetApp', getApp),
  serverRoute('PATCH', '/app', 'UpdateApp', updateApp),
  route('GET', '/hi', 'Hi', () => ({})),
  route('POST', '/users', 'UpdateUsers', upsertUsers),
  route('PATCH', '/users', 'UpdateUsersPartial', patchUsers),
  route('GET', '/users', 'QueryUsers', queryUsers),
  serverRoute('POST', '/users/delete', 'DeleteUsers', deleteUsers),
  serverRoute('POST', '/users/:user/deactivate', 'DeactivateUser', deactivateUser),
  serverRoute('POST', '/users/:user/reactivate', 'ReactivateUser', reactivateUser),
  serverRoute('GET', '/tasks/:task', 'GetTask', getTask),
  route('GET', '/unread', 'UnreadCounts', getUnread),
  serverRoute('GET', '/channeltypes', 'ListChannelTypes', listTypes),
  serverRoute('POST', '/channeltypes', 'CreateChannelType', createType),
  serverRoute('GET', '/channeltypes/:type', 'GetChannelType', getType),
  serverRoute('PUT', '/channeltypes/:type', 'UpdateChannelType', updateType),
  serverRoute('DELETE', '/channeltypes/:type', 'DeleteChannelType', deleteType),
  serverRoute('GET', '/push_providers', 'ListPushProviders', listProviders),
  serverRoute('POST', '/push_providers', 'UpsertPushProvider', upsertProvider),
  serverRoute('GET', '/push_templates', 'GetPushTemplates', getTemplates),
  serverRoute('POST', '/push_templates', 'UpsertPushTemplate', upsertTemplate),
  route('GET', '/members', 'QueryMembers', queryMembers),
  route('GET', '/search', 'Search', searchMessages),
  route('POST', '/uploads/file', 'UploadFile', uploadToApp('file')),
  route('POST', '/uploads/image', 'UploadImage', uploadToApp('image')),
  route('DELETE', '/uploads/file', 'DeleteFile', deleteUpload),
  route('DELETE', '/uploads/image', 'DeleteImage', deleteUpload),
  route('POST', '/moderation/mute', 'MuteUser', muteUsers),
  route('POST', '/moderation/unmute', 'UnmuteUser', unmuteUsers),
  route('POST', '/moderation/mute/channel', 'MuteChannel', muteChannels),
  route('POST', '/moderation/unmute/channel', 'UnmuteChannel', unmuteChannels),
  ...leftOutRoutes.map(({ method, path, answer }) => route(method, path, 'NotEmulated', answer)),

  route('POST', '/channels', 'QueryChannels', queryChannels),
  route('POST', '/channels/read', 'MarkChannelsRead', markAllRead),
  route('POST', '/channels/delivered', 'MarkDelivered', markDelivered),
  route('POST', '/channels/:type/query', 'GetOrCreateChannel', queryChannel),
  route('POST', `${CHANNEL}/query`, 'GetOrCreateChannel', queryChannel),
  route('POST', CHANNEL, 'UpdateChannel', updateChannel),
  route('PATCH', CHANNEL, 'UpdateChannelPartial', patchChannel),
  route('DELETE', CHANNEL, 'DeleteChannel', deleteChannel),
  route('POST', `${CHANNEL}/truncate`, 'TruncateChannel', truncateChannel),
  route('POST', `${CHANNEL}/hide`, 'HideChannel', hideChannel),
  route('POST', `${CHANNEL}/show`, 'ShowChannel', showChannel),
  route('POST', `${CHANNEL}/stop-watching`, 'StopWatchingChannel', unwatchChannel),
  route('POST', `${CHANNEL}/event`, 'SendEvent', sendChannelEvent),
  route('POST', `${CHANNEL}/read`, 'MarkRead', markRead),
  route('POST', `${CHANNEL}/unread`, 'MarkUnread', markUnread),
  route('PATCH', `${CHANNEL}/member`, 'UpdateMemberPartial', patchMember),
  route('PATCH', `${CHANNEL}/member/:user`, 'UpdateMemberPartial', patchMember),
  route('POST', `${CHANNEL}/message`, 'SendMessage', sendMessage),
  route('GET', `${CHANNEL}/messages`, 'GetManyMessages', getMessagesById),
  route('GET', `${CHANNEL}/pinned_messages`, 'GetPinnedMessages', getPinned),
  route('POST', `${CHANNEL}/file`, 'UploadChannelFile', uploadToChannel('file')),
  route('POST', `${CHANNEL}/image`, 'UploadChannelImage', uploadToChannel('image')),
  route('DELETE', `${CHANNEL}/file`, 'DeleteChannelFile', deleteUpload),
  route('DELETE', `${CHANNEL}/image`, 'DeleteChannelImage', deleteUpload),

  route('GET', MESSAGE, 'GetMessage', getMessage),
  route('POST', MESSAGE, 'UpdateMessage', updateMessage),
  route('PUT', MESSAGE, 'UpdateMessagePartial', patchMessage),
  route('DELETE', MESSAGE, 'DeleteMessage', deleteMessage),
  route('GET', `${MESSAGE}/replies`, 'GetReplies', getReplies),
  route('POST', `${MESSAGE}/reaction`, 'SendReaction', sendReaction),
  route('DELETE', `${MESSAGE}/reaction/:reaction`, 'DeleteReaction', deleteReaction),
  route('GET', `${MESSAGE}/reactions`, 'GetReactions', listReactions),
  route('POST', `${MESSAGE}/reactions`, 'QueryReactions', listReactions),
];

/** The status of a call that went well: 201 for every `POST` and `PUT` [pub: GetStream/protocol v236, all paths]. */
export const successStatus = (method: string): 200 | 201 =>
  method === 'POST' || method === 'PUT' ? 201 : 200;
