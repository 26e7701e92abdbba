import { describe, expect, it } from '@jest/globals';
import type { PushNotifications } from '../../../shared/contract/push-notifications.ts';
import { configureStream, restoreStream } from '../../../shared/domain/configure-stream.ts';
import { pushTemplates } from '../../../shared/domain/push-templates.ts';
import type { ChannelType } from '../../../shared/domain/stream-admin.ts';
import { StreamSetupError } from '../../../shared/domain/stream-admin.ts';
import { inMemorySettingsBefore, inMemoryStreamApp } from '../../support/in-memory-stream-app.ts';

const android = { type: 'firebase', name: 'android' } as const;
const iphones = { type: 'apn', name: 'iphones' } as const;
const push: PushNotifications = { title: 'New message', providers: [android, iphones] };
const configuration = {
  hookUrl: 'https://api.example.com/webhooks/stream',
  queue: { url: 'https://sqs/1/events', region: 'eu-west-1' },
  encryptedChannelTypes: ['encrypted'],
};
const V3 = { version: 'v3' };

const setUp = ({
  app = V3 as object,
  type = undefined as ChannelType | undefined,
  found = [android, iphones] as { type: string; name: string }[],
  lagMs = 0,
} = {}) => {
  const stream = inMemoryStreamApp({ push_notifications: app }, type ? { encrypted: type } : {}, { lagMs });
  stream.push.providers.push(...found);
  const deps = { admin: stream.admin, before: inMemorySettingsBefore().before, clock: stream.clock };
  return {
    ...stream,
    deps,
    configure: async (wanted: PushNotifications | null = push) =>
      (await configureStream(deps, { ...configuration, push: wanted })).changed,
    isOn: () => stream.state.types.encrypted?.push_notifications === true,
    templatesOf: async (provider: typeof android | typeof iphones) =>
      stream.admin.readPushTemplates(provider),
  };
};

/** As Stream makes one. */
const quoting = {
  event_type: 'message.new',
  enable_push: true,
  template: '{"data":{"body":"{{ message.text }}"}}',
};

describe('push of encrypted channels', () => {
  it('is off while the stage says nothing of it, and no template is looked at', async () => {
    const { configure, isOn, push: held } = setUp();
    await configure(null);
    expect(isOn()).toBe(false);
    expect(held.templates.size).toBe(0);
  });

  it.each([0, 6_000])(
    'is switched on once every template is ours and is shown to be, %d ms late',
    async (lagMs) => {
      const { configure, isOn, writes, templatesOf, admin } = setUp({ lagMs });
      const { createType } = admin;
      const seenWhenMade: unknown[] = [];
      admin.createType = async (...given) => {
        seenWhenMade.push(await templatesOf(android), await templatesOf(iphones));
        return createType(...given);
      };
      expect(await configure()).toEqual([
        'push/firebase/android',
        'push/apn/iphones',
        'user',
        'app',
        'type/encrypted',
      ]);
      expect(isOn()).toBe(true);
      expect(seenWhenMade).toEqual([pushTemplates('firebase', push), pushTemplates('apn', push)]);
      expect(writes.findLastIndex((name) => name.startsWith('push/'))).toBeLessThan(
        writes.indexOf('create encrypted'),
      );
    },
  );

  it('is left alone by a repeat', async () => {
    const { configure, writes, isOn } = setUp();
    await configure();
    writes.length = 0;
    expect(await configure()).toEqual([]);
    expect(writes).toEqual(['app']); // what Stream never shows
    expect(isOn()).toBe(true);
  });

  it('quotes nothing again after somebody has changed a template by hand, and no other is sent', async () => {
    const { configure, writes, admin, templatesOf } = setUp();
    await configure();
    await admin.setPushTemplate(iphones, quoting);
    writes.length = 0;
    expect(await configure()).toEqual(['push/apn/iphones']);
    expect(writes.filter((name) => name.startsWith('push/'))).toEqual(['push/apn/iphones message.new']);
    expect(await templatesOf(iphones)).toEqual(pushTemplates('apn', push));
  });

  it('goes off when the setting goes', async () => {
    const { configure, isOn } = setUp();
    await configure();
    expect(await configure(null)).toEqual(['type/encrypted']);
    expect(isOn()).toBe(false);
  });

  const channelType = (): ChannelType => ({ push_notifications: true, grants: {} });

  it.each([
    ['a provider is unknown', { found: [android] }, 'Stream has no push provider apn/iphones'],
    [
      'Stream has one that is not named, whose template nobody has set',
      { found: [android, iphones, { type: 'huawei', name: 'other' }] },
      'huawei/other is not in the stage file',
    ],
    ['push has no templates yet', { app: { version: 'v2' } }, 'not of version v3'],
    [
      'there is a configuration without a name',
      { app: { ...V3, apn: { enabled: true } } },
      'configuration of apn without a name',
    ],
  ])('stays off, or goes off, when %s; the rest is set up, and it is said', async (_, given, reason) => {
    const { configure, isOn, push: held, state } = setUp({ ...given, type: channelType() });
    await expect(configure()).rejects.toMatchObject({
      problem: 'push',
      message: expect.stringContaining(reason),
    });
    expect(isOn()).toBe(false);
    expect(held.templates.size).toBe(0);
    expect(state.app.before_message_send_hook_url).toBe(configuration.hookUrl);
    expect(state.types.encrypted).toMatchObject({ max_message_length: 20_000 });
  });

  it('never says the name of a provider that could be anything', async () => {
    const { configure } = setUp({ found: [android, iphones, { type: 'apn', name: 'x\n\u001b[31m' }] });
    await expect(configure()).rejects.toMatchObject({
      message: expect.stringMatching(/apn\/\(a name of other characters\) is not in the stage file\.$/),
    });
  });

  it.each([
    ['refuses a template', () => Promise.reject(new StreamSetupError('refused')), 'refused a setting'],
    ['never shows one that it took', () => Promise.resolve(), 'Of: push/firebase/android, push/apn/iphones'],
  ])('stays off when Stream %s', async (_, setPushTemplate, reason) => {
    const { configure, isOn, admin, state } = setUp({ type: channelType() });
    admin.setPushTemplate = setPushTemplate;
    await expect(configure()).rejects.toMatchObject({
      problem: 'push',
      message: expect.stringContaining(reason),
    });
    expect(isOn()).toBe(false);
    expect(state.types.encrypted).toMatchObject({ max_message_length: 20_000 });
  });

  it('changes nothing while Stream is away', async () => {
    const { configure, admin, writes } = setUp({ type: channelType() });
    admin.readPushTemplates = () => Promise.reject(new StreamSetupError('no-answer'));
    await expect(configure()).rejects.toMatchObject({ problem: 'no-answer' });
    expect(writes).toEqual([]);
  });

  it.each([
    [true, push],
    [false, push],
    [true, null],
    [false, null],
  ])('is %s again as it was before the stack, when that goes', async (before, wanted) => {
    const { configure, deps, isOn } = setUp({ type: { ...channelType(), push_notifications: before } });
    await configure(wanted);
    await restoreStream(deps, configuration);
    expect(isOn()).toBe(before);
  });
});
