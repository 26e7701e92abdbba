import { describe, expect, it } from '@jest/globals';
import { configureStream, type StreamAdmin } from '../../../shared/domain/configure-stream.ts';
import { SERVICE_USER_ID } from '../../../shared/domain/service-user.ts';

type App = Awaited<ReturnType<StreamAdmin['getAppSettings']>>['app'];
type Types = Awaited<ReturnType<StreamAdmin['listChannelTypes']>>['channel_types'];

/** Stream's side: settings are merged, hooks and a role's grants replaced whole (stream.md sections 9.3 and 10.1). */
const streamApp = (app: App, types: Types) => {
  const state = { app: { ...app }, types: { ...types }, users: {} as Record<string, object> };
  const made: string[] = [];
  const admin: StreamAdmin = {
    getAppSettings: async () => ({ app: state.app }),
    updateAppSettings: async (settings) => void Object.assign(state.app, settings),
    upsertUser: async (user) => {
      state.users[user.id] = user;
    },
    listChannelTypes: async () => ({ channel_types: state.types }),
    createChannelType: async ({ name }) => {
      made.push(name);
      state.types[name] = { grants: { moderator: ['read-channel', 'update-message'] } };
      return state.types[name];
    },
    updateChannelType: async (name, { grants, ...settings }) => {
      const before = state.types[name] ?? {};
      state.types[name] = { ...before, ...settings, grants: { ...before.grants, ...grants } };
    },
  };
  return { admin, state, made };
};

const configuration = {
  hookUrl: 'https://api.example.com/webhooks/stream',
  queue: { url: 'https://sqs/1/events', region: 'eu-west-1', accessKeyId: 'id', secretAccessKey: 'key' },
  encryptedChannelTypes: ['encrypted', 'secret'],
};
const theirs = { hook_type: 'webhook' as const, webhook_url: 'https://example.com' };

describe('setting up a Stream app', () => {
  it('makes the channel types that are missing, with what leaks switched off', async () => {
    const { admin, state, made } = streamApp(
      {},
      { encrypted: { grants: { user: ['create-channel', 'flag-message'] } } },
    );
    await configureStream(admin, configuration);
    expect(made).toEqual(['secret']);
    expect(state.types.secret).toMatchObject({
      search: false,
      polls: false,
      commands: [],
      custom_events: false,
    });
    expect(state.types.encrypted).toMatchObject({ search: false, grants: { user: ['flag-message'] } });
    expect(state.types.secret?.grants).toEqual({ moderator: ['read-channel'] });
  });

  it('makes the user that channels are created by, an ordinary one', async () => {
    const { admin, state } = streamApp({}, {});
    await configureStream(admin, configuration);
    expect(state.users).toEqual({ [SERVICE_USER_ID]: expect.objectContaining({ role: 'user' }) });
  });

  it('keeps the hooks of the team', async () => {
    const { admin, state } = streamApp({ event_hooks: [theirs] }, {});
    await configureStream(admin, configuration);
    expect(state.app.event_hooks).toEqual([
      theirs,
      expect.objectContaining({ sqs_queue_url: configuration.queue.url }),
    ]);
    expect(state.app).toMatchObject({ before_message_send_hook_url: configuration.hookUrl });
  });

  it('changes nothing when it is done again', async () => {
    const { admin, state, made } = streamApp({ event_hooks: [theirs] }, {});
    await configureStream(admin, configuration);
    const before = structuredClone(state);
    await configureStream(admin, configuration);
    expect(state).toEqual(before);
    expect(made).toEqual(configuration.encryptedChannelTypes);
  });
});
