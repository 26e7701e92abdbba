import * as z from 'zod';
import { type ApiRequest, parse } from '../api-request.ts';
import { StreamError } from '../errors.ts';
import type { StoredPushTemplate } from '../stored.ts';
import { encodeTime } from '../v1/time.ts';
import type { World } from '../world.ts';
import { providerKey, providerType } from './providers.ts';

/**
 * What each push provider says of each event [pub: GetStream/protocol v236, UpsertPushTemplateRequest, GetPushTemplatesResponse].
 *
 * Left out: templates of configurations without a name, and rendering.
 */
const eventType = z.enum([
  'message.new',
  'message.updated',
  'reaction.new',
  'notification.reminder_due',
  'feeds.activity.added',
  'feeds.comment.added',
  'feeds.activity.reaction.added',
  'feeds.comment.reaction.added',
  'feeds.follow.created',
  'feeds.notification_feed.updated',
]);

const asked = z.object({
  push_provider_type: providerType,
  push_provider_name: z.string().optional(),
});

const upsert = z.object({
  ...asked.shape,
  event_type: eventType,
  enable_push: z.boolean().optional(),
  template: z.string().optional(),
});

const encode = (template: StoredPushTemplate) => ({
  push_provider_internal_id: providerKey(template.providerType, template.providerName),
  enable_push: template.isOn,
  event_type: template.eventType,
  ...(template.template !== undefined && { template: template.template }),
  created_at: encodeTime(template.createdAt),
  updated_at: encodeTime(template.updatedAt),
});

const lagName = (key: string): string => `push/${key}`;

export const getTemplates = (world: World, { query }: ApiRequest) => {
  const { push_provider_type: type, push_provider_name: name } = parse(asked, Object.fromEntries(query));
  if (name !== undefined) demandProvider(world, type, name);
  const seen = [...world.state.pushTemplates].flatMap(
    ([key, template]) => world.lag.seen(lagName(key), template) ?? [],
  );
  const templates = seen.filter(
    ({ providerType, providerName }) => providerType === type && (name ?? providerName) === providerName,
  );
  return { templates: templates.map(encode) };
};

/** What is not sent stays as it was; nothing is pushed of an event that nobody switched on [pub: docs push_introduction]. */
export const upsertTemplate = (world: World, { body }: ApiRequest) => {
  const sent = parse(upsert, body);
  const { push_provider_type: providerType, push_provider_name: providerName = '' } = sent;
  demandProvider(world, providerType, providerName);
  if (sent.template !== undefined) demandPayload(sent.template);
  const { pushTemplates } = world.state;
  const key = `${providerKey(providerType, providerName)} ${sent.event_type}`;
  const found = pushTemplates.get(key);
  world.lag.changing(lagName(key), found);
  const now = world.now();
  const template = sent.template ?? found?.template;
  const stored: StoredPushTemplate = {
    providerType,
    providerName,
    eventType: sent.event_type,
    isOn: sent.enable_push ?? found?.isOn ?? false,
    ...(template !== undefined && { template }),
    createdAt: found?.createdAt ?? now,
    updatedAt: now,
  };
  pushTemplates.set(key, stored);
  return { template: encode(stored) };
};

const demandProvider = (world: World, type: string, name: string): void => {
  if (!world.state.pushProviders.has(providerKey(type, name)))
    throw new StreamError('input', 'push provider does not exist');
};

/** What Handlebars fills in, in quotes or, as a number, without. */
const EXPRESSION = /\{\{\{[^{}]+\}\}\}|\{\{[^{}]+\}\}/g;

/** A template is an object in JSON around what it fills in [pub: docs push_template]. */
const demandPayload = (template: string): void => {
  const filled = template.replace(EXPRESSION, '0');
  const isObject =
    !filled.includes('{{') && z.record(z.string(), z.unknown()).safeParse(readJson(filled)).success;
  if (!isObject) throw new StreamError('input', 'template is not valid');
};

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
