import { pushTemplates } from './push-templates.ts';
import { saysTheSame } from './stream-differences.ts';
import { SWEPT_EVENTS } from './swept-events.ts';

/*
 * How the team's Stream app must be set for end-to-end encryption, as data. Sources: stream.md sections 9 and 10.
 * The names are Stream's own.
 */

/** The longest text Stream can be told to take; ciphertext goes in the text (stream.md section 10.3). */
const MAX_MESSAGE_LENGTH = 20_000;

/** Stream's own default, said aloud: a team that had set less for a hook of its own would let more messages past ours. */
const HOOK_ATTEMPT_TIMEOUT_MS = 1500;

/**
 * Settings of the whole app. `hookUrl`: our `POST /webhooks/stream`, asked before each message is stored. What Stream can be told
 * and does not tell, compression for one, is sent every time. [pub: GetStream/protocol v236, UpdateAppRequest, AppResponseFields]
 */
export const streamAppSettings = (hookUrl: string) => ({
  before_message_send_hook_url: hookUrl,
  before_message_send_hook_attempt_timeout_ms: HOOK_ATTEMPT_TIMEOUT_MS,
  // Our hook reads gzip, but what API Gateway makes of a compressed body under a text type is not documented by AWS.
  enable_hook_payload_compression: false,
  // These read clear text: on ciphertext they do nothing useful, on a message sent in clear by mistake they spread it.
  async_url_enrich_enabled: false,
  auto_translation_enabled: false,
  image_moderation_enabled: false,
});

/** Settings of a channel type in which every message is encrypted (stream.md section 10.2). */
export const encryptedChannelTypeSettings = {
  max_message_length: MAX_MESSAGE_LENGTH,
  // Each of these would need, or leak, clear text.
  url_enrichment: false,
  search: false,
  commands: [],
  automod: 'disabled' as const,
  // Stream's own templates quote the text.
  push_notifications: false,
  polls: false,
  shared_locations: false,
  user_message_reminders: false,
  // Any member can send one with any words in it, past the hook.
  custom_events: false,
  // What a chat is made of; ciphertext changes nothing about these.
  uploads: true,
  reactions: true,
  replies: true,
  quotes: true,
  typing_events: true,
  read_events: true,
  delivery_events: true,
};

/** The same where push has the templates of the stage (`setUpPush`), which quote nothing. */
export const encryptedTypeSettings = (isPushed: boolean) => ({
  ...encryptedChannelTypeSettings,
  push_notifications: isPushed,
});

/** What a change of a channel type must name beside what it changes. [pub: GetStream/protocol v236, UpdateChannelTypeRequest] */
export const ALWAYS_NAMED_OF_A_TYPE = ['max_message_length', 'automod', 'automod_behavior'] as const;

/** What may be set of a type only after it was made. [pub: GetStream/protocol v236: not in CreateChannelTypeRequest] */
export const NOT_AT_CREATION = ['quotes'] as const;

/** What a new type must name beside our settings. [pub: the same] */
export const NEW_TYPE = { automod_behavior: 'flag' };

type Grants = Readonly<Record<string, readonly string[]>>;

/**
 * What lets somebody make, join or leave a channel past the backend, put another `session_id` in it, change who is in it, lose what is in it,
 * pin what nobody has signed for, or write in clear: a message rides on each change of a channel and its members, on leaving too [pub: stream-chat-ruby docs
 * permissions_reference, channel_members "System Message Parameter"]. The server's own calls need none of these.
 */
const BACKEND_ONLY: ReadonlySet<string> = new Set([
  'add-own-channel-membership',
  'create-channel',
  'create-distinct-channel-for-others',
  'create-restricted-visibility-message',
  'create-system-message',
  'delete-channel',
  'pin-message',
  'recreate-channel',
  'remove-own-channel-membership',
  'run-message-action',
  'send-custom-event',
  'truncate-channel',
  'update-channel',
  'update-channel-cooldown',
  'update-channel-frozen',
  'update-channel-members',
]);

/** What nobody may do to what others made; with one's own it is what a chat is made of. */
const NOT_OF_OTHERS: ReadonlySet<string> = new Set(['update-message']);

/** Of each there is a form for channels of other teams, which global roles have, and one for what is one's own. [pub: the same] */
const ANY_TEAM = /-any-team$/;
const OWN = /-owner$/;

const isBackendOnly = (grant: string): boolean => {
  const inOwnTeam = grant.replace(ANY_TEAM, '');
  return NOT_OF_OTHERS.has(inOwnTeam) || BACKEND_ONLY.has(inOwnTeam.replace(OWN, ''));
};

/** What of these grants remains in an encrypted channel type, role by role; a role may be left with none. */
export const remainingGrants = (current: Grants): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(current).map(([role, grants]) => [role, grants.filter((grant) => !isBackendOnly(grant))]),
  );

/**
 * The grants of an encrypted channel type, from those it has: no role may do what only the backend does. Changing and
 * deleting one's own messages stay. Names only the roles that change; applying it twice changes nothing more.
 */
export const encryptedChannelGrants = (current: Grants): Record<string, string[]> =>
  remainingGrants(
    Object.fromEntries(Object.entries(current).filter(([, grants]) => grants.some(isBackendOnly))),
  );

export type Queue = { url: string; region: string };

/**
 * The event hook that hands stored and changed messages to the queue of the sweeper (stream.md section 9.3). `resource`:
 * the queue's own policy lets Stream's AWS account in, so no key of ours is at Stream.
 */
export const streamEventHook = ({ url, region }: Queue) => ({
  enabled: true,
  hook_type: 'sqs' as const,
  event_types: [...SWEPT_EVENTS],
  sqs_queue_url: url,
  sqs_region: region,
  sqs_auth_type: 'resource',
});

export type EventHook = {
  hook_type?: 'webhook' | 'sqs' | 'sns' | 'pending_message';
  sqs_queue_url?: string;
  [setting: string]: unknown;
};

/**
 * The app's event hooks with ours among them, and what Stream adds to a hook kept. Stream replaces the array whole (stream.md
 * section 9.3), so the team's other hooks are kept; one of ours, known by the queue's name, is replaced if it differs, and so is one
 * for a queue that our stack had before.
 */
export const withEventHook = (current: readonly EventHook[], ours: EventHook): EventHook[] => {
  const found = current.filter((hook) => isHookOf(hook, ours));
  const [first] = found;
  if (first && found.length === 1 && agrees(first, ours)) return [...current];
  const id = first && 'id' in first ? { id: first.id } : {};
  return [...withoutEventHook(current, ours), { ...id, ...ours }];
};

/** The app's event hooks without ours. */
export const withoutEventHook = (current: readonly EventHook[], ours: EventHook): EventHook[] =>
  current.filter((hook) => !isHookOf(hook, ours));

const isHookOf = (hook: EventHook, ours: EventHook): boolean => queueName(hook) === queueName(ours);

/** What CloudFormation appends to the names it gives, so that each is new. */
const ADDED_BY_AWS = /^(SealedStream-.+-StreamEventsQueue[0-9A-F]{8})-\w+$/;

/** Without what differs between two queues that the same stack had one after the other. */
const queueName = ({ sqs_queue_url }: EventHook): string | undefined => {
  const name = sqs_queue_url?.split('/').pop();
  return ADDED_BY_AWS.exec(name ?? '')?.[1] ?? name;
};

const agrees = (hook: EventHook, ours: EventHook): boolean =>
  !hook.sqs_key && Object.entries(ours).every(([key, value]) => saysTheSame(hook[key], value));

/** All that we ask of Stream but addresses and names: when this changes, Stream must be told. */
export const streamDemands = {
  app: streamAppSettings(''),
  type: encryptedChannelTypeSettings,
  hook: streamEventHook({ url: '', region: '' }),
  push: [pushTemplates('firebase', { title: '', body: '' }), pushTemplates('apn', { title: '', body: '' })],
  backendOnly: [...BACKEND_ONLY, ...NOT_OF_OTHERS, ANY_TEAM.source, OWN.source],
};
