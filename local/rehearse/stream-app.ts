import type { Cloud } from './cloud.ts';

/** What a team may have set at Stream before it knew of us. */
const THEIRS = {
  before_message_send_hook_url: 'https://old.example.com/hook',
  async_url_enrich_enabled: true,
  event_hooks: [{ enabled: true, hook_type: 'webhook' as const, webhook_url: 'https://example.com/events' }],
};

/** By which the team's app is pushed to. */
export const PUSH_PROVIDER = { type: 'firebase', name: 'android' } as const;

export const setAsATeamMight = async ({ server }: Cloud): Promise<void> => {
  await server.updateAppSettings({ ...THEIRS, push_config: { version: 'v3' } } as never);
  await server.upsertPushProvider({ ...PUSH_PROVIDER } as never);
  await server.upsertUser({ id: 'operator' });
};

const EVERY_PATH = '/';
const FOR_LONG = 1_000_000;

/** Stream answers 503 to every call, and then no more. */
export const away = ({ stream }: Cloud): void =>
  void stream.faults.set({ requests: [{ path: EVERY_PATH, status: 503, times: FOR_LONG }] });
export const back = ({ stream }: Cloud): void => void stream.faults.set({ requests: [] });

/** Every setting of Stream's app and channel types, as text, so that two of them can be compared. */
export const readStream = async ({ server }: Cloud): Promise<Record<string, string>> => {
  const { app } = await server.getAppSettings();
  const { channel_types } = await server.listChannelTypes();
  const types = Object.entries(channel_types).map(([name, type]) => [`type ${name}`, spell(type)]);
  // The app's answer has the types once more.
  const { channel_configs: _, ...own } = { channel_configs: undefined, ...app };
  const settings = Object.entries(own).map(([name, value]) => [`app ${name}`, JSON.stringify(value)]);
  return Object.fromEntries([...settings, ...types]);
};

/** A type's settings but for when they were changed. */
const spell = ({ updated_at: _, ...type }: { updated_at?: unknown }): string => JSON.stringify(type);

/** Names of what differs between two readings. */
export const differences = (one: Record<string, string>, other: Record<string, string>): string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((name) => one[name] !== other[name]);

/** Throws, with what was found, unless it is what must be. */
export const must = (isSo: boolean, what: string): void => {
  if (!isSo) throw new Error(`Not as it must be: ${what}`);
};
