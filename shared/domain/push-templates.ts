import type { PushNotifications } from '../contract/push-notifications.ts';

/** The events of a chat that Stream pushes by a template. [pub: GetStream/protocol v236, UpsertPushTemplateRequest] */
export const PUSH_EVENTS = [
  'message.new',
  'message.updated',
  'reaction.new',
  'notification.reminder_due',
] as const;

type PushEvent = (typeof PUSH_EVENTS)[number];

/** A push provider as Stream lists it, without its credentials. */
export type PushProvider = { type: string; name: string };

export type PushTemplate = { event_type: string; enable_push: boolean; template: string };

/** All that is ever filled in: which message it is, for the device to fetch. */
const MESSAGE_ID = '{{ message.id }}';
const CID = '{{ channel.cid }}';

type Provider = PushNotifications['providers'][number];
type Words = Pick<PushNotifications, 'title' | 'body'>;

/**
 * The templates of a push provider. Each says the same words for every message. Only new messages are pushed; the others have a template
 * too, so that whoever switches one on quotes nothing.
 */
export const pushTemplates = (type: Provider['type'], words: Words): PushTemplate[] =>
  PUSH_EVENTS.map((event_type) => ({
    event_type,
    enable_push: event_type === 'message.new',
    template: JSON.stringify(payloads[type](words, idsFor(event_type))),
  }));

/** Stream's SDKs look at `version` and `sender`; v2 stands there in v3 as well. [pub: stream-chat-ruby docs push_template] */
const idsFor = (type: PushEvent) => ({
  version: 'v2',
  sender: 'stream.chat',
  type,
  id: MESSAGE_ID,
  cid: CID,
});

/** What shows words on an iPhone also when nothing of ours runs there, and lets a service extension put others in their place. */
const aps = ({ title, body }: Words) => ({
  alert: { title, ...(body !== undefined && { body }) },
  sound: 'default',
  'mutable-content': 1,
});

/** Android gets data alone, which wakes the app: no `notification`, which Android would show by itself. [pub: the same, "Data-only"] */
const payloads: Record<Provider['type'], (words: Words, ids: object) => object> = {
  firebase: (words, ids) => ({
    data: ids,
    android: { priority: 'high' },
    apns: { payload: { aps: aps(words) } },
  }),
  apn: (words, ids) => ({ payload: { aps: aps(words), stream: ids } }),
};

/** Whether a template fills in no more than which message it is. */
export const fillsInOnlyIds = (template: string): boolean =>
  !template.replaceAll(MESSAGE_ID, ' ').replaceAll(CID, ' ').includes('{{');

/** Those of the wanted templates that Stream has otherwise, or not at all. */
export const differingTemplates = (
  found: readonly PushTemplate[],
  wanted: readonly PushTemplate[],
): PushTemplate[] =>
  wanted.filter((template) => {
    const same = found.filter(({ event_type }) => event_type === template.event_type);
    return same.length === 0 || !same.every((each) => isSame(each, template));
  });

const isSame = (one: PushTemplate, other: PushTemplate): boolean =>
  one.enable_push === other.enable_push && one.template === other.template;
