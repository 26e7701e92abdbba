import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PUBLISHED_LAG_MS } from '../../local/stream/lag.ts';
import { createStreamAdmin } from '../../shared/adapters/stream-admin.ts';
import { createStreamClient } from '../../shared/adapters/stream-client.ts';
import type { PushNotifications } from '../../shared/contract/push-notifications.ts';
import { configureStream } from '../../shared/domain/configure-stream.ts';
import { pushTemplates } from '../../shared/domain/push-templates.ts';
import type { StreamAdmin } from '../../shared/domain/stream-admin.ts';
import { inMemorySettingsBefore } from '../support/in-memory-stream-app.ts';
import { API_KEY, API_SECRET, emulatorClock, failure, openStage, type Stage } from './stream-stage.ts';

/** Push providers and their templates, as Stream publishes them (GetStream/protocol v236), and how the stack sets them. */

const android = { type: 'firebase', name: 'android' } as const;
const iphones = { type: 'apn', name: 'iphones' } as const;
const push: PushNotifications = { title: 'New message', providers: [android, iphones] };

let stage: Stage;
let admin: StreamAdmin;

beforeEach(async () => {
  stage = await openStage();
  const secret = async () => ({ apiKey: API_KEY, apiSecret: API_SECRET });
  admin = createStreamAdmin(createStreamClient({ url: stage.service.url, secret }));
  await stage.server.updateAppSettings({ push_config: { version: 'v3' } } as never);
  await addProvider(android);
  await addProvider(iphones);
});
afterEach(() => stage.close());

const addProvider = (provider: object) =>
  stage.server.upsertPushProvider({ firebase_credentials: 'CREDENTIALS', ...provider } as never);
const upsert = (template: object) =>
  stage.server.post<{ template: object }>(`${stage.service.url}/push_templates`, template);
const ofAndroid = { push_provider_type: 'firebase', push_provider_name: 'android' };

describe('push providers', () => {
  it('are listed with all that they were given; their types and names are all that we take', async () => {
    const { push_providers } = await stage.server.listPushProviders();
    expect(push_providers).toMatchObject([
      { ...android, firebase_credentials: 'CREDENTIALS' },
      { ...iphones, firebase_credentials: 'CREDENTIALS' },
    ]);
    expect(await admin.listPushProviders()).toEqual([android, iphones]);
  });

  it.each([
    ['a type that Stream does not have', { type: 'pager', name: 'x' }],
    ['no name', { type: 'apn', name: '' }],
    ['a name of 37 characters', { type: 'apn', name: 'x'.repeat(37) }],
  ])('are refused with %s', async (_, provider) => {
    expect(await failure(addProvider(provider))).toMatchObject({ code: 4, status: 400 });
  });

  it('are 25 at most, and none with version v1 of push', async () => {
    for (let n = 3; n <= 25; n++) await addProvider({ type: 'apn', name: `app-${n}` });
    expect(await failure(addProvider({ type: 'apn', name: 'app-26' }))).toMatchObject({ code: 4 });
    await addProvider(iphones);
    await stage.server.updateAppSettings({ push_config: { version: 'v1' } } as never);
    expect(await failure(addProvider(iphones))).toMatchObject({ code: 4 });
    expect(await failure(stage.server.listPushProviders())).toMatchObject({ code: 4 });
  });

  it('are no business of a user', async () => {
    const ann = await stage.connect('ann');
    expect(await failure(ann.listPushProviders())).toMatchObject({ code: 17, status: 403 });
  });
});

describe('the app', () => {
  it('says which version of push it has', async () => {
    const { app } = await stage.server.getAppSettings();
    expect(app?.push_notifications).toMatchObject({ version: 'v3', offline_only: false });
    expect(app).not.toHaveProperty('push_config');
  });
});

describe('a push template', () => {
  it('is kept for each event of each provider, and what is not sent stays', async () => {
    await upsert({ ...ofAndroid, event_type: 'message.new', enable_push: true });
    await upsert({ ...ofAndroid, event_type: 'message.new', template: '{"data":{"n":{{ unread_count }}}}' });
    await upsert({ ...ofAndroid, event_type: 'reaction.new' });
    expect(await admin.readPushTemplates(android)).toEqual([
      { event_type: 'message.new', enable_push: true, template: '{"data":{"n":{{ unread_count }}}}' },
      { event_type: 'reaction.new', enable_push: false, template: '' },
    ]);
    expect(await admin.readPushTemplates(iphones)).toEqual([]);
  });

  it.each([
    ['of an event that Stream does not push', { event_type: 'message.deleted' }],
    ['without an event', {}],
    [
      'of a provider that there is not',
      { event_type: 'message.new', push_provider_type: 'apn', push_provider_name: 'android' },
    ],
    ['of no provider', { event_type: 'message.new', push_provider_name: undefined }],
    ['that is no JSON once it is filled in', { event_type: 'message.new', template: '{{ message.id }}}' }],
    ['that is no object', { event_type: 'message.new', template: '"words"' }],
    ['that breaks off', { event_type: 'message.new', template: '{"id":"{{ message.id"}' }],
  ])('%s is refused', async (_, template) => {
    expect(await failure(upsert({ ...ofAndroid, ...template }))).toMatchObject({ code: 4, status: 400 });
  });

  it('is read as it was before for as long as other settings are', async () => {
    await upsert({ ...ofAndroid, event_type: 'message.new', template: '{"data":{}}' });
    stage.service.faults.set({ lagMs: PUBLISHED_LAG_MS });
    await upsert({ ...ofAndroid, event_type: 'message.new', template: '{"data":{"n":1}}' });
    await upsert({ ...ofAndroid, event_type: 'reaction.new' });
    const texts = async () => (await admin.readPushTemplates(android)).map(({ template }) => template);
    expect(await texts()).toEqual(['{"data":{}}']);
    stage.service.faults.set({ advanceMs: PUBLISHED_LAG_MS });
    expect(await texts()).toEqual(['{"data":{"n":1}}', '']);
  });

  it('is asked for by the type of its provider', async () => {
    const ask = (params: object) => stage.server.get(`${stage.service.url}/push_templates`, params as never);
    expect(await failure(ask({}))).toMatchObject({ code: 4 });
    await upsert({ ...ofAndroid, event_type: 'message.new' });
    expect(await ask({ push_provider_type: 'firebase' })).toMatchObject({
      templates: [{ event_type: 'message.new' }],
    });
    expect(await ask({ push_provider_type: 'apn' })).toMatchObject({ templates: [] });
  });
});

describe('a stack whose stage has push notifications', () => {
  const { before } = inMemorySettingsBefore();
  const configure = async (wanted: PushNotifications | null) => {
    const configuration = {
      hookUrl: 'https://api.example.com/webhooks/stream',
      queue: { url: 'http://127.0.0.1:9/0/events', region: 'eu-west-1' },
      encryptedChannelTypes: ['sealed'],
      push: wanted,
    };
    const { changed } = await configureStream({ admin, before, clock: emulatorClock(stage) }, configuration);
    return changed;
  };
  const isOn = async () => (await stage.server.getChannelType('sealed')).push_notifications;

  it.each([0, PUBLISHED_LAG_MS])(
    'switches them on, leaves them alone, mends what was changed by hand, and switches them off, when Stream shows it %d ms late',
    async (lagMs) => {
      stage.service.faults.set({ lagMs });
      expect(await configure(push)).toEqual(expect.arrayContaining(['push/firebase/android', 'type/sealed']));
      expect(await isOn()).toBe(true);
      expect(await admin.readPushTemplates(android)).toEqual(pushTemplates('firebase', push));
      expect(await admin.readPushTemplates(iphones)).toEqual(pushTemplates('apn', push));
      expect(await configure(push)).toEqual([]);
      const quoting = '{"data":{"body":"{{ truncate message.text 150 }}"}}';
      await upsert({ ...ofAndroid, event_type: 'message.new', template: quoting });
      stage.service.faults.set({ advanceMs: lagMs });
      expect(await configure(push)).toEqual(['push/firebase/android']);
      expect(await admin.readPushTemplates(android)).toEqual(pushTemplates('firebase', push));
      expect(await configure(null)).toEqual(['type/sealed']);
      expect(await isOn()).toBe(false);
    },
  );

  it('says that push is of an old version, which may not list providers', async () => {
    await stage.server.updateAppSettings({ push_config: { version: 'v1' } } as never);
    await expect(configure(push)).rejects.toMatchObject({
      message: expect.stringContaining('not of version v3'),
    });
    expect(await isOn()).toBe(false);
  });

  it('fails over a provider that Stream does not know, with push off and no template changed', async () => {
    await configure(push);
    const typo = { ...push, title: 'Other words', providers: [android, { ...iphones, name: 'iphone' }] };
    await expect(configure(typo)).rejects.toMatchObject({
      message: expect.stringContaining('Stream has no push provider apn/iphone;'),
    });
    expect(await isOn()).toBe(false);
    expect(await admin.readPushTemplates(android)).toEqual(pushTemplates('firebase', push));
  });
});
