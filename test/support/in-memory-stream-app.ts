import { openLag } from '../../local/stream/lag.ts';
import { PUSH_EVENTS, type PushProvider, type PushTemplate } from '../../shared/domain/push-templates.ts';
import type { Before, SettingsBefore } from '../../shared/domain/settings-before.ts';
import type { Clock } from '../../shared/domain/settle.ts';
import {
  type AppSettings,
  type ChannelType,
  type StreamAdmin,
  StreamSetupError,
} from '../../shared/domain/stream-admin.ts';

/** A clock that only waiting moves. */
export const idleClock = (): Clock => {
  let time = 0;
  return {
    now: () => time,
    wait: async (ms) => {
      time += ms;
    },
  };
};

const messaging: ChannelType = {
  search: true,
  grants: { moderator: ['read-channel', 'update-message'], global_admin: ['update-message-any-team'] },
};

/** What a reader is not told: Stream has it, and takes it. */
const HIDDEN = ['enable_hook_payload_compression'];

/**
 * Stream's side: settings are merged, hooks and a role's grants replaced whole (stream.md sections 9.3 and 10.1). With a lag,
 * what is read is that much older, and a type that is not shown yet can be neither changed nor deleted.
 */
export const inMemoryStreamApp = (
  app: AppSettings,
  types: Record<string, ChannelType>,
  { lagMs = 0, clock = idleClock() }: { lagMs?: number; clock?: Clock } = {},
) => {
  const state = structuredClone({ app, types, users: {} as Record<string, object> });
  const writes: string[] = [];
  const sent: Record<string, unknown>[] = [];
  const inUse = new Set<string>();
  const push = { providers: [] as PushProvider[], templates: new Map<string, PushTemplate>() };
  const templateOf = ({ type, name }: PushProvider, event: string) => `push/${type}/${name} ${event}`;
  const lag = openLag({ peek: clock.now, next: clock.now, advance: () => {} }, () => lagMs);
  const shown = (name: string) => lag.seen(`type/${name}`, state.types[name]);
  const write = (name: string, settings: Record<string, unknown>) => {
    writes.push(name);
    sent.push(structuredClone(settings));
  };
  const typesHeardOf = () =>
    lag.names().flatMap((name) => (name.startsWith('type/') ? name.slice('type/'.length) : []));
  const names = () => [...new Set([...Object.keys(state.types), ...typesHeardOf()])];
  const admin: StreamAdmin = {
    readApp: async () => {
      const entries = Object.entries(structuredClone(lag.seen('app', state.app)));
      return Object.fromEntries(entries.filter(([name]) => !HIDDEN.includes(name)));
    },
    updateApp: async (settings) => {
      write('app', settings);
      lag.changing('app', state.app);
      Object.assign(state.app, structuredClone(settings));
    },
    hasUser: async (id) => id in state.users,
    upsertUser: async (user) => {
      writes.push('user');
      state.users[user.id] = user;
    },
    readTypes: async () => {
      const all = { messaging, ...Object.fromEntries(names().map((name) => [name, shown(name)])) };
      return structuredClone(
        Object.fromEntries(Object.entries(all).filter(([, type]) => type !== undefined)),
      ) as Record<string, ChannelType>;
    },
    createType: async (name, { grants, ...settings }) => {
      if (state.types[name]) throw new StreamSetupError('refused', ' Its answer was 400.');
      write(`create ${name}`, { ...settings, ...(grants && { grants }) });
      lag.changing(`type/${name}`, undefined);
      state.types[name] = {
        ...messaging,
        quotes: true,
        ...settings,
        grants: { ...messaging.grants, ...grants },
      };
      return structuredClone(state.types[name]);
    },
    updateType: async (name, { grants, ...settings }) => {
      if (!shown(name) || !state.types[name]) return 'unknown';
      write(`type/${name}`, { ...settings, ...(grants && { grants }) });
      lag.changing(`type/${name}`, state.types[name]);
      const before = state.types[name] ?? { grants: {} };
      state.types[name] = { ...before, ...settings, grants: { ...before.grants, ...grants } };
      return 'done';
    },
    deleteType: async (name) => {
      if (!shown(name) || !state.types[name]) return 'unknown';
      if (inUse.has(name)) return 'in-use';
      writes.push(`delete ${name}`);
      lag.changing(`type/${name}`, state.types[name]);
      delete state.types[name];
      return 'done';
    },
    listPushProviders: async () => structuredClone(push.providers),
    readPushTemplates: async (provider) =>
      PUSH_EVENTS.flatMap((event) => {
        const name = templateOf(provider, event);
        return lag.seen(name, push.templates.get(name)) ?? [];
      }),
    setPushTemplate: async (provider, template) => {
      const name = templateOf(provider, template.event_type);
      writes.push(name);
      lag.changing(name, push.templates.get(name));
      push.templates.set(name, template);
    },
  };
  return { admin, push, state, writes, sent, inUse, clock };
};

export const inMemorySettingsBefore = () => {
  const kept = new Map<string, Before>();
  const before: SettingsBefore = {
    keep: async ({ of, existed, settings }) => {
      const found = kept.get(of);
      kept.set(of, { of, existed: found?.existed ?? existed, settings: { ...settings, ...found?.settings } });
    },
    list: async () => structuredClone([...kept.values()]),
    forget: async (of) => void kept.delete(of),
  };
  return { before, kept };
};
