import type { PushNotifications } from '../contract/push-notifications.ts';
import type { PushProvider } from './push-templates.ts';
import type { AppSettings } from './stream-admin.ts';

/** The first version of Stream's push with a template for each event. [pub: stream-chat-ruby docs push_template, legacy_push_system] */
const WITH_TEMPLATES = 'v3';

/**
 * Why push must stay off, in words; none when it may be switched on. Every push provider of the app has to be named, because Stream
 * pushes by all of them, by one that nobody gave a template with the sender's name and the text. Rejects as `list` does, which is asked only where
 * the version of push knows providers.
 */
export const pushProblems = async (
  app: AppSettings,
  list: () => Promise<readonly PushProvider[]>,
  push: PushNotifications,
): Promise<string[]> =>
  pushOf(app).version === WITH_TEMPLATES
    ? providerProblems(app, await list(), push)
    : [`the app's push notifications are not of version ${WITH_TEMPLATES}`];

const providerProblems = (
  app: AppSettings,
  found: readonly PushProvider[],
  { providers }: PushNotifications,
): string[] => [
  ...without(providers, found).map((one) => `Stream has no push provider ${spell(one)}`),
  ...without(found, providers).map((one) => `the push provider ${spell(one)} is not in the stage file`),
  ...namelessOf(app).map((type) => `the app has a configuration of ${type} without a name`),
];

export const spell = ({ type, name }: PushProvider): string =>
  PRINTABLE.test(name) ? `${type}/${name}` : `${type}/(a name of other characters)`;

/** Those that a stage file may have; anything else may be written by anybody. */
const PRINTABLE = /^[\w .-]{1,36}$/;

const without = (some: readonly PushProvider[], others: readonly PushProvider[]): PushProvider[] =>
  some.filter(({ type, name }) => !others.some((other) => other.type === type && other.name === name));

type Push = { version?: unknown } & { [type: string]: unknown };

const pushOf = ({ push_notifications }: AppSettings): Push => (push_notifications ?? {}) as Push;

const TYPES = ['apn', 'firebase', 'huawei', 'xiaomi'];

/** Configurations of the app itself, from before providers had names. [pub: GetStream/protocol v236, PushNotificationFields] */
const namelessOf = (app: AppSettings): string[] =>
  TYPES.filter((type) => (pushOf(app)[type] as { enabled?: unknown } | undefined)?.enabled === true);
