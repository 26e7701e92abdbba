import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PUBLISHED_LAG_MS } from '../../local/stream/lag.ts';
import { failure, openHookServer, openStage, type Stage } from './stream-stage.ts';

/** What of Stream's settings is seen late, by the vendor's own client. */

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
  stage.service.faults.set({ lagMs: PUBLISHED_LAG_MS });
});
afterEach(() => stage.close());

const pass = (advanceMs: number) => stage.service.faults.set({ advanceMs });
const listed = async (name: string) => (await stage.server.listChannelTypes()).channel_types[name];
const unknown = { code: 16 };

describe('a channel type', () => {
  it('is unknown for a while after it was made, and made only once', async () => {
    const { server } = stage;
    const made = await server.createChannelType({ name: 'fresh', polls: true });
    expect(made).toMatchObject({ name: 'fresh', polls: true });
    expect(await listed('fresh')).toBeUndefined();
    expect(await failure(server.getChannelType('fresh'))).toMatchObject({ ...unknown, status: 404 });
    expect(await failure(server.updateChannelType('fresh', { polls: false }))).toMatchObject({
      ...unknown,
      status: 400,
    });
    expect(await failure(server.deleteChannelType('fresh'))).toMatchObject({ ...unknown, status: 404 });
    expect(await failure(server.createChannelType({ name: 'fresh' }))).toMatchObject({
      status: 400,
      code: 4,
    });
    await server.upsertUser({ id: 'ann' });
    const room = server.channel('fresh', 'room', { created_by_id: 'ann' });
    expect(await failure(room.create())).toMatchObject(unknown);
    pass(PUBLISHED_LAG_MS);
    expect(await listed('fresh')).toMatchObject({ polls: true });
    await room.create();
  });

  it('is read as it was for a while after a change, whose own answer is fresh, and each change comes in its turn', async () => {
    const { server } = stage;
    expect(await server.updateChannelType('team', { max_message_length: 100 })).toMatchObject({
      max_message_length: 100,
    });
    pass(PUBLISHED_LAG_MS / 2);
    await server.updateChannelType('team', { max_message_length: 200 });
    expect(await listed('team')).toMatchObject({ max_message_length: 5000 });
    pass(PUBLISHED_LAG_MS / 2);
    expect(await listed('team')).toMatchObject({ max_message_length: 100 });
    pass(PUBLISHED_LAG_MS / 2);
    expect(await server.getChannelType('team')).toMatchObject({ max_message_length: 200 });
  });

  it('is still listed for a while after it was deleted, and cannot be deleted twice', async () => {
    const { server } = stage;
    await server.deleteChannelType('gaming');
    expect(await listed('gaming')).toBeDefined();
    expect(await failure(server.deleteChannelType('gaming'))).toMatchObject(unknown);
    pass(PUBLISHED_LAG_MS);
    expect(await listed('gaming')).toBeUndefined();
  });
});

it('shows the settings of before for a while after the app was changed', async () => {
  const { server } = stage;
  const event_hooks = [
    { enabled: true, hook_type: 'webhook' as const, webhook_url: 'https://example.com/hook' },
  ];
  await server.updateAppSettings({ async_url_enrich_enabled: true, event_hooks });
  const read = async () => (await server.getAppSettings()).app;
  expect(await read()).toMatchObject({ async_url_enrich_enabled: false, event_hooks: [] });
  pass(PUBLISHED_LAG_MS);
  expect(await read()).toMatchObject({ async_url_enrich_enabled: true, event_hooks });
});

it('obeys the settings of before for a while after the app was changed', async () => {
  const { server } = stage;
  const hook = await openHookServer();
  try {
    await server.updateAppSettings({ before_message_send_hook_url: hook.url });
    const room = await stage.channel('room', ['ann']);
    const ann = await stage.connect('ann');
    const write = (text: string) => ann.channel('messaging', 'room').sendMessage({ text });
    await write('unasked');
    expect(hook.calls).toEqual([]);
    pass(PUBLISHED_LAG_MS);
    await write('asked');
    expect(hook.calls).toHaveLength(1);
    expect(stage.service.listMessages(room.cid)).toHaveLength(2);
  } finally {
    await hook.close();
  }
});

it('shows everything at once when no lag is asked for', async () => {
  stage.service.faults.reset();
  await stage.server.createChannelType({ name: 'fresh' });
  expect(await listed('fresh')).toBeDefined();
});
