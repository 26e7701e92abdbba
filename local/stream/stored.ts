/**
 * What the Stream emulator keeps. Times are Unix milliseconds; integrators' own fields sit under `custom`.
 * The wire form (RFC 3339 strings, custom fields flat) is made in `v1/` only.
 */
export type Custom = Record<string, unknown>;

export type StoredUser = {
  id: string;
  name?: string;
  image?: string;
  role: string;
  language: string;
  teams: string[];
  banned: boolean;
  createdAt: number;
  updatedAt: number;
  lastActiveAt?: number;
  revokeTokensIssuedBefore?: number;
  deactivatedAt?: number;
  /** By user id, and by cid. */
  mutes?: { users: Map<string, StoredMute>; channels: Map<string, StoredMute> };
  custom: Custom;
};

export type StoredMute = { createdAt: number; updatedAt: number; expiresAt?: number };

export type StoredMember = {
  userId: string;
  channelRole: string;
  createdAt: number;
  updatedAt: number;
  pinnedAt?: number;
  archivedAt?: number;
  /** Earlier messages are not shown to this member (`hide_history`). */
  historyFrom?: number;
  custom: Custom;
};

export type StoredReadState = {
  lastReadAt: number;
  lastReadMessageId?: string;
  lastDeliveredAt?: number;
  lastDeliveredMessageId?: string;
};

export type StoredReaction = {
  userId: string;
  type: string;
  score: number;
  createdAt: number;
  updatedAt: number;
  custom: Custom;
};

export type StoredMessage = {
  id: string;
  cid: string;
  userId: string;
  type: string;
  text: string;
  attachments: Custom[];
  mentionedUserIds: string[];
  parentId?: string;
  /** The replies of the thread this message heads, oldest first. */
  replyIds: string[];
  showInChannel: boolean;
  quotedMessageId?: string | undefined;
  silent: boolean;
  pinned: boolean;
  pinnedAt?: number;
  pinnedById?: string;
  pinExpiresAt?: number;
  createdAt: number;
  updatedAt: number;
  textUpdatedAt?: number;
  deletedAt?: number;
  deletedForUserIds: string[];
  reactions: StoredReaction[];
  /** Built-in fields the emulator stores and returns without acting on them (polls, locations, mention targets, i18n). */
  unused: Custom;
  custom: Custom;
};

export type StoredChannel = {
  cid: string;
  type: string;
  id: string;
  createdById: string;
  createdAt: number;
  updatedAt: number;
  lastMessageAt?: number;
  truncatedAt?: number;
  frozen: boolean;
  disabled: boolean;
  cooldown: number;
  custom: Custom;
  configOverrides: Custom;
  members: Map<string, StoredMember>;
  /** Whom a distinct channel was made for: they may leave and come back, nobody else may come. */
  distinctFor?: string[];
  reads: Map<string, StoredReadState>;
  hiddenBy: Set<string>;
  /** When users who hid the channel with `clear_history` did so. */
  historyClearedBy: Map<string, number>;
  /** Oldest first, thread replies included. */
  messageIds: string[];
};

export type StoredChannelType = {
  name: string;
  createdAt: number;
  updatedAt: number;
  settings: Custom;
  commands: string[];
  /** Only the roles that were set; every other role has the built-in list. */
  grants: Record<string, string[]>;
};

export type StoredUpload = {
  id: string;
  kind: 'file' | 'image';
  name: string;
  mimeType: string;
  size: number;
  userId: string;
};

export type StoredPushProvider = {
  type: string;
  name: string;
  createdAt: number;
  updatedAt: number;
  given: Custom;
};

export type StoredPushTemplate = {
  providerType: string;
  providerName: string;
  eventType: string;
  isOn: boolean;
  template?: string;
  createdAt: number;
  updatedAt: number;
};

/** What a task did, by the id of whom or what it did it to. */
export type StoredTask = { at: number; result: Custom };

export type StreamState = {
  app: Custom;
  users: Map<string, StoredUser>;
  channelTypes: Map<string, StoredChannelType>;
  channels: Map<string, StoredChannel>;
  messages: Map<string, StoredMessage>;
  uploads: Map<string, StoredUpload>;
  /** Of the addresses that uploads have been given, of this start and of those before. */
  fileHostnames: Set<string>;
  /** Ids of users deleted for good, and when; a server that names one makes a new user of that id. */
  deletedUsers: Map<string, number>;
  /** By type and name. */
  pushProviders: Map<string, StoredPushProvider>;
  /** By type and name of the provider, and event type. */
  pushTemplates: Map<string, StoredPushTemplate>;
  /** Finished tasks. */
  tasks: Map<string, StoredTask>;
};
