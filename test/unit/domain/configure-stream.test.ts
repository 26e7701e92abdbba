import { describe, expect, it } from '@jest/globals';
import { SERVICE_USER_ID } from '../../../shared/contract/service-user.ts';
import { configureStream, restoreStream } from '../../../shared/domain/configure-stream.ts';
import { type AppSettings, type ChannelType, StreamSetupError } from '../../../shared/domain/stream-admin.ts';
import { inMemorySettingsBefore, inMemoryStreamApp } from '../../support/in-memory-stream-app.ts';

const configuration = {
  hookUrl: 'https://api.example.com/webhooks/stream',
  queue: { url: 'https://sqs/1/events', region: 'eu-west-1' },
  encryptedChannelTypes: ['encrypted', 'secret'],
};
const theirs = { hook_type: 'webhook' as const, webhook_url: 'https://example.com' };
/** A type of the team's, with what we switch off on. */
const ofTheTeam = (): ChannelType => ({
  search: true,
  max_message_length: 5000,
  commands: ['giphy'],
  color: 'red',
  grants: { user: ['create-channel', 'flag-message'], guest: ['read-channel'] },
});

const setUp = (app: AppSettings = {}, types: Record<string, ChannelType> = {}, lagMs = 0) => {
  const stream = inMemoryStreamApp(app, types, { lagMs });
  const memory = inMemorySettingsBefore();
  const deps = { admin: stream.admin, before: memory.before, clock: stream.clock };
  return {
    ...stream,
    ...memory,
    deps,
    configure: async (changes: Partial<typeof configuration> = {}) =>
      (await configureStream(deps, { ...configuration, ...changes })).changed,
    restore: async () => (await restoreStream(deps, configuration)).changed,
  };
};

describe('setting up a Stream app', () => {
  it('makes the channel types that are missing, with what leaks switched off', async () => {
    const { configure, state, writes } = setUp({}, { encrypted: ofTheTeam() });
    await configure();
    expect(writes).toContain('create secret');
    expect(writes).not.toContain('create encrypted');
    const off = {
      search: false,
      polls: false,
      push_notifications: false,
      commands: [],
      custom_events: false,
    };
    // What Stream leaves out is off already, and is not set.
    const shown = ({ type }: { type: ChannelType | undefined }) =>
      Object.fromEntries(
        Object.keys(off).map((name) => [name, type?.[name] ?? (name === 'commands' ? [] : false)]),
      );
    expect(shown({ type: state.types.secret })).toEqual(off);
    expect(state.types.encrypted).toMatchObject({ search: false, grants: { user: ['flag-message'] } });
    expect(state.types.secret?.grants).toEqual({ moderator: ['read-channel'], global_admin: [] });
  });

  it('makes the user that channels are created by, an ordinary one', async () => {
    const { configure, state } = setUp();
    await configure();
    expect(state.users).toEqual({ [SERVICE_USER_ID]: expect.objectContaining({ role: 'user' }) });
  });

  it('keeps the hooks of the team', async () => {
    const { configure, state } = setUp({ event_hooks: [theirs] });
    await configure();
    expect(state.app.event_hooks).toEqual([
      theirs,
      expect.objectContaining({ sqs_queue_url: configuration.queue.url, sqs_auth_type: 'resource' }),
    ]);
    expect(state.app).toMatchObject({
      before_message_send_hook_url: configuration.hookUrl,
      before_message_send_hook_attempt_timeout_ms: 1500,
    });
  });

  it('says what it changed, and changes nothing when it is done again', async () => {
    const { configure, state, writes } = setUp({ event_hooks: [theirs] });
    expect(await configure()).toEqual(['user', 'app', 'type/encrypted', 'type/secret']);
    const before = structuredClone(state);
    writes.length = 0;
    expect(await configure()).toEqual([]);
    expect(state).toEqual(before);
  });

  it('mends just what somebody changed', async () => {
    const { configure, state, writes } = setUp();
    await configure();
    writes.length = 0;
    Object.assign(state.types.secret ?? {}, { search: true });
    state.app.before_message_send_hook_url = '';
    expect(await configure()).toEqual(['app', 'type/secret']);
    expect(writes).toEqual(['app', 'type/secret']);
    expect(state.types.secret).toMatchObject({ search: false });
  });

  it('goes on after it ended in the middle, and still knows what there was', async () => {
    const { configure, restore, admin, state } = setUp({}, { encrypted: ofTheTeam() });
    const { updateType } = admin;
    admin.updateType = async () => {
      throw new Error('Stream is away');
    };
    await expect(configure()).rejects.toThrow('away');
    admin.updateType = updateType;
    await configure();
    await restore();
    expect(state.types).toEqual({ encrypted: expect.objectContaining(ofTheTeam()) });
  });

  it('makes a type what it was when it is encrypted no more', async () => {
    const { configure, state } = setUp({}, { encrypted: ofTheTeam() });
    await configure();
    expect(await configure({ encryptedChannelTypes: ['secret'] })).toEqual(['type/encrypted']);
    expect(state.types.encrypted).toMatchObject(ofTheTeam());
    expect(await configure({ encryptedChannelTypes: ['secret'] })).toEqual([]);
  });
});

describe('putting a Stream app back', () => {
  const before = { before_message_send_hook_url: 'https://old.example.com', async_url_enrich_enabled: true };

  it('makes it what it was, except for the user that made the channels', async () => {
    const { configure, restore, state, kept } = setUp(
      { ...before, event_hooks: [theirs] },
      { encrypted: ofTheTeam(), other: ofTheTeam() },
    );
    await configure();
    expect(await restore()).toEqual(['app', 'type/encrypted', 'type/secret']);
    expect(state.app).toMatchObject({ ...before, event_hooks: [theirs] });
    expect(state.app.before_message_send_hook_attempt_timeout_ms).toBe(0);
    expect(state.types.encrypted).toMatchObject(ofTheTeam());
    expect(state.types.other).toEqual(ofTheTeam());
    expect(state.types).not.toHaveProperty('secret');
    expect(kept.size).toBe(0);
    expect(state.users).toHaveProperty(SERVICE_USER_ID);
  });

  it('puts back what was there before the first of many deployments', async () => {
    const { configure, restore, state } = setUp(before, { encrypted: ofTheTeam() });
    await configure();
    await configure();
    await restore();
    expect(state.app).toMatchObject(before);
    expect(state.types.encrypted).toMatchObject(ofTheTeam());
  });

  it('leaves what somebody changed since, and the hooks that came since', async () => {
    const { configure, restore, state } = setUp(before, { encrypted: ofTheTeam() });
    await configure();
    Object.assign(state.app, { before_message_send_hook_url: 'https://new.example.com' });
    state.app.event_hooks?.push(theirs);
    Object.assign(state.types.encrypted ?? {}, {
      max_message_length: 7,
      grants: { user: ['flag-message', 'x'] },
    });
    await restore();
    expect(state.app).toMatchObject({
      before_message_send_hook_url: 'https://new.example.com',
      async_url_enrich_enabled: true,
      event_hooks: [theirs],
    });
    expect(state.types.encrypted).toMatchObject({
      max_message_length: 7,
      search: true,
      grants: { user: ['flag-message', 'x'] },
    });
  });

  it('leaves a type of ours as it is while there are channels of it', async () => {
    const { configure, restore, state, inUse } = setUp();
    await configure();
    inUse.add('secret');
    await restore();
    expect(state.types.secret).toMatchObject({ search: false, grants: { moderator: ['read-channel'] } });
    expect(state.types).not.toHaveProperty('encrypted');
  });

  it('asks Stream nothing when nothing was set up, or twice', async () => {
    const { configure, restore, admin } = setUp();
    await configure();
    await restore();
    const asked = () => Promise.reject(new Error('asked'));
    Object.assign(admin, { readApp: asked, readTypes: asked, updateApp: asked });
    expect(await restore()).toEqual([]);
  });

  it('goes on after it ended in the middle', async () => {
    const { configure, restore, admin, state } = setUp(before, { encrypted: ofTheTeam() });
    await configure();
    const { readApp } = admin;
    admin.readApp = () => Promise.reject(new Error('Stream is away'));
    await expect(restore()).rejects.toThrow('away');
    admin.readApp = readApp;
    await restore();
    expect(state.app).toMatchObject(before);
  });
});

describe('a Stream app that shows changes late', () => {
  const LAG_MS = 6_000;
  const late = (types: Record<string, ChannelType> = {}) => setUp({ event_hooks: [theirs] }, types, LAG_MS);

  it('is set up the first time, with one call for a new type and one for the app, and shown as it is when the call ends', async () => {
    const { configure, admin, writes, clock } = late();
    await configure();
    expect(writes).toEqual(['user', 'app', 'create encrypted', 'create secret']);
    expect(await admin.readApp()).toMatchObject({ before_message_send_hook_url: configuration.hookUrl });
    expect(await admin.readTypes()).toMatchObject({ encrypted: { search: false, quotes: true } });
    expect(clock.now()).toBeGreaterThanOrEqual(LAG_MS);
    expect(clock.now()).toBeLessThan(LAG_MS + 3_000);
  });

  it('takes away what a new type was given all the same, as soon as the type can be changed', async () => {
    const { configure, admin, writes, state } = late();
    const { createType } = admin;
    admin.createType = (name, { grants: _, ...settings }) => createType(name, settings);
    await configure();
    expect(writes).toEqual([
      'user',
      'app',
      'create encrypted',
      'create secret',
      'type/encrypted',
      'type/secret',
    ]);
    expect(state.types.secret?.grants).toEqual({ moderator: ['read-channel'], global_admin: [] });
  });

  it('is changed once, not each time that the old values are read', async () => {
    const { configure, writes } = late({ encrypted: ofTheTeam(), secret: ofTheTeam() });
    await configure();
    expect(writes).toEqual(['user', 'app', 'type/encrypted', 'type/secret']);
  });

  it('is told again if a change seems lost, and what it never shows is named', async () => {
    const { configure, deps, admin, writes, clock } = late({ encrypted: ofTheTeam(), secret: ofTheTeam() });
    admin.readApp = async () => ({ before_message_send_hook_url: 'https://old.example.com' });
    const { unseen } = await configureStream(deps, configuration);
    expect(unseen).toEqual(['app']);
    expect(writes.filter((name) => name === 'app')).toHaveLength(2);
    expect(clock.now()).toBe(20_000);
    expect(await configure()).toContain('app');
  });

  it('takes a type for made that is there already and not shown yet', async () => {
    const { configure, admin, state, clock } = late();
    await admin.createType('secret', {});
    await configure();
    expect(state.types.secret).toMatchObject({ search: false, max_message_length: 20_000 });
    expect(clock.now()).toBeGreaterThanOrEqual(2 * LAG_MS);
  });

  it('says what it refuses when a type is never shown', async () => {
    const { configure, admin } = late();
    admin.createType = () => Promise.reject(new StreamSetupError('refused', ' Its answer was 400.'));
    await expect(configure()).rejects.toMatchObject({ problem: 'refused' });
  });

  it('loses a type of ours that is too new to be known when it shall go', async () => {
    const { restore, admin, state, kept } = late();
    await admin.createType('secret', {});
    kept.set('type/secret', { of: 'type/secret', existed: false, settings: {} });
    expect(await restore()).toContain('type/secret');
    expect(state.types).not.toHaveProperty('secret');
    expect(await admin.readTypes()).not.toHaveProperty('secret');
  });

  it('is put back to what it was, and remembers it until Stream shows it', async () => {
    const { configure, restore, admin, state, kept } = late({ encrypted: ofTheTeam() });
    await configure();
    delete state.types.secret; // somebody was faster
    const { readApp } = admin;
    const remembered: number[] = [];
    admin.readApp = () => {
      remembered.push(kept.size);
      return readApp();
    };
    await restore();
    expect(remembered.length).toBeGreaterThan(1);
    expect(new Set(remembered)).toEqual(new Set([3]));
    expect(kept.size).toBe(0);
    const { event_hooks } = await admin.readApp();
    expect(event_hooks).toEqual([theirs]);
    expect((await admin.readTypes()).encrypted).toMatchObject(ofTheTeam());
  });

  it('is put back to what it was right after a setup that broke off, of which it shows nothing yet', async () => {
    const old = { before_message_send_hook_url: 'https://old.example.com', event_hooks: [theirs] };
    const { configure, restore, admin, state, clock } = setUp(old, { encrypted: ofTheTeam() }, LAG_MS);
    const { createType } = admin;
    admin.createType = () => Promise.reject(new Error('Stream is away'));
    await expect(configure()).rejects.toThrow('away');
    admin.createType = createType;
    expect(state.types.encrypted).toMatchObject({ search: false });
    await restore();
    await clock.wait(LAG_MS);
    expect(state.app).toMatchObject(old);
    expect(state.types.encrypted).toMatchObject(ofTheTeam());
  });

  it('is put back to what it was also when it is set up once more before Stream shows what was put back', async () => {
    const old = { before_message_send_hook_url: 'https://old.example.com', event_hooks: [theirs] };
    const slow = setUp(old, { encrypted: ofTheTeam() }, 40_000);
    await slow.configure();
    await slow.clock.wait(40_000);
    expect((await restoreStream(slow.deps, configuration)).unseen).toEqual([
      'app',
      'type/encrypted',
      'type/secret',
    ]);
    await slow.configure();
    await slow.clock.wait(40_000);
    await slow.configure();
    await slow.clock.wait(40_000);
    await slow.restore();
    expect(slow.state.app).toMatchObject(old);
    expect(slow.state.types.encrypted).toMatchObject(ofTheTeam());
  });

  it('remembers what a type was that is encrypted no more, until Stream shows it', async () => {
    const slow = setUp({}, { encrypted: ofTheTeam() }, 40_000);
    await slow.configure();
    await slow.clock.wait(40_000);
    await slow.configure({ encryptedChannelTypes: ['secret'] });
    expect([...slow.kept.keys()]).toContain('type/encrypted');
    await slow.clock.wait(40_000);
    await slow.configure({ encryptedChannelTypes: ['secret'] });
    expect([...slow.kept.keys()]).not.toContain('type/encrypted');
  });
});

it('sends what Stream does not tell every time, and each change of a type with what Stream wants in it', async () => {
  const { configure, restore, sent } = setUp(
    {},
    { encrypted: { ...ofTheTeam(), automod: 'simple', automod_behavior: 'block' } },
  );
  await configure({ encryptedChannelTypes: ['encrypted'] });
  const named = ['max_message_length', 'automod', 'automod_behavior'];
  expect(sent.map((each) => Object.keys(each))).toEqual([
    expect.arrayContaining(['enable_hook_payload_compression']),
    expect.arrayContaining(named),
  ]);
  sent.length = 0;
  await configure({ encryptedChannelTypes: ['encrypted'] });
  expect(sent).toEqual([{ enable_hook_payload_compression: false }]);
  sent.length = 0;
  await restore();
  expect(Object.keys(sent.at(-1) ?? {})).not.toContain('enable_hook_payload_compression');
  expect(sent.find((each) => 'grants' in each)).toMatchObject({
    max_message_length: 5000,
    automod: 'simple',
    automod_behavior: 'block',
  });
});
