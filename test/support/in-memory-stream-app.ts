import type { Before, SettingsBefore } from '../../shared/domain/settings-before.ts';
import type { AppSettings, ChannelType, StreamAdmin } from '../../shared/domain/stream-admin.ts';

/** Stream's side: settings are merged, hooks and a role's grants replaced whole (stream.md sections 9.3 and 10.1). */
export const inMemoryStreamApp = (app: AppSettings, types: Record<string, ChannelType>) => {
  const state = structuredClone({ app, types, users: {} as Record<string, object> });
  const writes: string[] = [];
  const inUse = new Set<string>();
  const admin: StreamAdmin = {
    readApp: async () => structuredClone(state.app),
    updateApp: async (settings) => {
      writes.push('app');
      Object.assign(state.app, structuredClone(settings));
    },
    hasUser: async (id) => id in state.users,
    upsertUser: async (user) => {
      writes.push('user');
      state.users[user.id] = user;
    },
    readTypes: async () => structuredClone(state.types),
    createType: async (name) => {
      writes.push(`create ${name}`);
      state.types[name] = { search: true, grants: { moderator: ['read-channel', 'update-message'] } };
      return structuredClone(state.types[name]);
    },
    updateType: async (name, { grants, ...settings }) => {
      writes.push(`type/${name}`);
      const before = state.types[name] ?? { grants: {} };
      state.types[name] = { ...before, ...settings, grants: { ...before.grants, ...grants } };
    },
    deleteType: async (name) => {
      if (inUse.has(name)) return false;
      writes.push(`delete ${name}`);
      delete state.types[name];
      return true;
    },
  };
  return { admin, state, writes, inUse };
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
