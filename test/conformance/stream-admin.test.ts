import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StreamChat } from 'stream-chat';
import { PUBLISHED_LAG_MS } from '../../local/stream/lag.ts';
import { createStreamAdmin } from '../../shared/adapters/stream-admin.ts';
import { createStreamClient } from '../../shared/adapters/stream-client.ts';
import { configureStream, restoreStream } from '../../shared/domain/configure-stream.ts';
import type { StreamAdmin } from '../../shared/domain/stream-admin.ts';
import { inMemorySettingsBefore } from '../support/in-memory-stream-app.ts';
import { API_KEY, API_SECRET, emulatorClock, openStage, type Stage } from './stream-stage.ts';

/** How Stream's app is set up and put back, by the vendor's own client. */

let stage: Stage;
let admin: StreamAdmin;
beforeAll(async () => {
  stage = await openStage();
  admin = adminAt(stage.service.url);
});
afterAll(() => stage.close());

const adminAt = (url: string, apiSecret = API_SECRET, deadlineMs = 2_500): StreamAdmin =>
  createStreamAdmin(
    createStreamClient({ url, secret: async () => ({ apiKey: API_KEY, apiSecret }), deadlineMs }),
  );

const configuration = {
  hookUrl: 'https://api.example.com/webhooks/stream',
  queue: { url: 'http://127.0.0.1:9/0/events', region: 'eu-west-1' },
  encryptedChannelTypes: ['messaging', 'sealed'],
};
const depsOf = () => ({ admin, before: inMemorySettingsBefore().before, clock: emulatorClock(stage) });
const theirs = { enabled: true, hook_type: 'webhook' as const, webhook_url: 'https://example.com/hook' };

const settingsOf = async (server: StreamChat) => {
  const { app: all } = await server.getAppSettings();
  const { channel_configs: _, ...app } = (all ?? {}) as Record<string, unknown>; // what the types say, with when they were changed
  const { channel_types } = await server.listChannelTypes();
  const types = Object.entries(channel_types).map(([name, { updated_at: _at, ...type }]) => [name, type]);
  return { app, types: Object.fromEntries(types) };
};

describe("a team's Stream app", () => {
  it('is as it was after it was set up, set up again and put back', async () => {
    await stage.server.updateAppSettings({
      before_message_send_hook_url: 'https://old.example.com/hook',
      event_hooks: [theirs],
    });
    const before = await settingsOf(stage.server);
    const deps = depsOf();
    expect((await configureStream(deps, configuration)).changed).toEqual([
      'user',
      'app',
      'type/messaging',
      'type/sealed',
    ]);
    const { app, types } = await settingsOf(stage.server);
    expect(app).toMatchObject({ before_message_send_hook_url: configuration.hookUrl });
    expect(app?.event_hooks).toMatchObject([theirs, { sqs_queue_url: configuration.queue.url }]);
    expect(types.messaging).toMatchObject({ search: false, commands: [], max_message_length: 20_000 });
    expect((await configureStream(deps, configuration)).changed).toEqual([]);
    const { changed } = await restoreStream(deps, configuration);
    expect(changed.sort()).toEqual(['app', 'type/messaging', 'type/sealed']);
    expect(await settingsOf(stage.server)).toEqual(before);
  });

  it('keeps a channel type of ours that has channels in it', async () => {
    const deps = depsOf();
    const ours = { ...configuration, encryptedChannelTypes: ['kept'] };
    await configureStream(deps, ours);
    await stage.server.upsertUser({ id: 'ann' });
    await stage.server.channel('kept', 'room', { created_by_id: 'ann' }).create();
    await restoreStream(deps, ours);
    expect((await settingsOf(stage.server)).types.kept).toMatchObject({ search: false });
  });
});

describe('a Stream app that shows changes six seconds late', () => {
  const late = { ...configuration, encryptedChannelTypes: ['team', 'late'] };
  const read = () => settingsOf(stage.server);

  it('is set up the first time, shown as it is at the end, and put back', async () => {
    const before = await read();
    stage.service.faults.set({ lagMs: PUBLISHED_LAG_MS });
    const deps = depsOf();
    expect((await configureStream(deps, late)).unseen).toEqual([]);
    const { app, types } = await read();
    expect(app).toMatchObject({ before_message_send_hook_url: late.hookUrl });
    expect([types.team, types.late]).toMatchObject([{ search: false }, { search: false, polls: false }]);
    expect((await configureStream(deps, late)).changed).toEqual([]);
    const more = { ...late, encryptedChannelTypes: ['team', 'late', 'later'] };
    expect((await configureStream(deps, more)).changed).toEqual(['type/later']);
    expect((await restoreStream(deps, more)).unseen).toEqual([]);
    stage.service.faults.reset();
    expect(await read()).toEqual(before);
  });

  it('is put back also right after it was set up, and a type that is gone already is no error', async () => {
    const before = await read();
    stage.service.faults.set({ lagMs: PUBLISHED_LAG_MS });
    await stage.server.createChannelType({ name: 'late' });
    const deps = depsOf();
    for (const name of ['late', 'gone'])
      await deps.before.keep({ of: `type/${name}`, existed: false, settings: {} });
    expect((await restoreStream(deps, late)).changed).toEqual(['type/late']);
    stage.service.faults.reset();
    expect(await read()).toEqual(before);
  });
});

describe('what goes wrong is said in words of ours', () => {
  const problemOf = (call: Promise<unknown>) => call.then(String, ({ problem }) => problem);

  it('when the secret is not the one', async () => {
    expect(await problemOf(adminAt(stage.service.url, 'another').readApp())).toBe('secret-refused');
  });

  it('when Stream is away, answers too late, or breaks', async () => {
    expect(await problemOf(adminAt('http://127.0.0.1:9').readApp())).toBe('no-answer');
    stage.service.faults.set({ requests: [{ path: '/app', delayMs: 600 }] });
    expect(await problemOf(adminAt(stage.service.url, API_SECRET, 300).readApp())).toBe('no-answer');
    stage.service.faults.set({ requests: [{ path: '/app', status: 503, times: 2 }] });
    expect(await problemOf(admin.readApp())).toBe('no-answer');
    stage.service.faults.set({ requests: [{ path: '/app', status: 429, times: 2 }] });
    expect(await problemOf(admin.readApp())).toBe('no-answer');
    stage.service.faults.reset();
  });

  it('when Stream does not take a setting', async () => {
    const call = admin.updateType('messaging', { max_message_length: 1_000_000 });
    await expect(call).rejects.toThrow('Stream refused a setting. Its answer was 400.');
  });
});
