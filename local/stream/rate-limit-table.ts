/**
 * Calls a minute for each platform of an app, as published for self-serve plans [pub: GetStream/stream-chat-ruby
 * docs/debugging_and_cli/rate_limits.md, "Rate Limits by Endpoint"], under the names our routes have.
 */
const PUBLISHED: Partial<Record<string, number>> = {
  Connect: 10_000,
  GetOrCreateChannel: 10_000,
  GetApp: 10_000,
  MarkChannelsRead: 10_000,
  MarkRead: 10_000,
  QueryChannels: 10_000,
  SendEvent: 10_000,
  DeleteMessage: 1_000,
  DeleteReaction: 1_000,
  GetMessage: 1_000,
  GetReactions: 1_000,
  GetReplies: 1_000,
  QueryUsers: 1_000,
  RunMessageAction: 1_000,
  SendMessage: 1_000,
  SendReaction: 1_000,
  StopWatchingChannel: 1_000,
  UpdateMessage: 1_000,
  UploadFile: 1_000,
  UploadImage: 1_000,
  HideChannel: 300,
  Mute: 300,
  QueryMembers: 300,
  Search: 300,
  ShowChannel: 300,
  UpdateChannel: 300,
  UpdateUsers: 300,
  UpdateUsersPartial: 300,
  CreateChannelType: 60,
  DeleteChannel: 60,
  DeleteChannelType: 60,
  DeleteFile: 60,
  DeleteUsers: 60,
  GetChannelType: 60,
  ListChannelTypes: 60,
  TruncateChannel: 60,
  UpdateApp: 60,
  UpdateChannelType: 60,
};

/** Calls of ours that are one of the table's by another path; they are counted together. */
const SAME_AS: Partial<Record<string, string>> = {
  UploadChannelFile: 'UploadFile',
  UploadChannelImage: 'UploadImage',
  DeleteChannelFile: 'DeleteFile',
  DeleteImage: 'DeleteFile',
  DeleteChannelImage: 'DeleteFile',
};

/** [assumed] What the table does not name: a partial update like the whole one, and the rest like its nearest neighbour. */
const ASSUMED: Partial<Record<string, number>> = {
  MarkDelivered: 10_000,
  MarkUnread: 10_000,
  UnreadCounts: 10_000,
  GetManyMessages: 1_000,
  GetPinnedMessages: 1_000,
  QueryReactions: 1_000,
  UpdateMessagePartial: 1_000,
};

/** [assumed] Everything else, among it UpdateChannelPartial and UpdateMemberPartial. */
const OTHERWISE = 300;

/** [pub] Each user, for each endpoint and platform, a minute. */
export const PUBLISHED_PER_USER = 60;

/** [pub] The limit of a second is that of a minute divided by this. */
export const SHARE_OF_A_SECOND = 30;

/** Under which name calls are counted. */
export const countedAs = (endpoint: string): string => SAME_AS[endpoint] ?? endpoint;

/** Calls a minute, of a name from {@link countedAs}. */
export const publishedLimit = (counted: string): number =>
  PUBLISHED[counted] ?? ASSUMED[counted] ?? OTHERWISE;
