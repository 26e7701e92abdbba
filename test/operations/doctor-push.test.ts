import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readStageConfig } from '../../infra/stage-config.ts';
import { checkChannelType } from '../../operations/doctor/check-channel-type.ts';
import { checkPush } from '../../operations/doctor/check-push.ts';
import type { Patient } from '../../operations/doctor/patient.ts';
import { createStreamAdmin } from '../../shared/adapters/stream-admin.ts';
import { createStreamClient } from '../../shared/adapters/stream-client.ts';
import type { PushNotifications } from '../../shared/contract/push-notifications.ts';
import { configureStream } from '../../shared/domain/configure-stream.ts';
import { API_KEY, API_SECRET, emulatorClock, openStage, type Stage } from '../conformance/stream-stage.ts';
import { inMemorySettingsBefore } from '../support/in-memory-stream-app.ts';

const android = { type: 'firebase', name: 'android' } as const;
const iphones = { type: 'apn', name: 'iphones' } as const;
const push: PushNotifications = { title: 'New message', providers: [android, iphones] };

let stage: Stage;
const ask = () => {
  const secret = async () => ({ apiKey: API_KEY, apiSecret: API_SECRET });
  return createStreamClient({ url: stage.service.url, secret });
};
const patient = () =>
  ({
    config: { ...readStageConfig('local'), pushNotifications: push },
    stream: { secret: { apiKey: API_KEY, apiSecret: API_SECRET }, ask: ask() },
  }) as unknown as Patient;
const examined = (wanted = push) => checkPush(wanted)(patient());
const setTemplate = (template: object) =>
  stage.server.post(`${stage.service.url}/push_templates`, {
    push_provider_type: 'apn',
    push_provider_name: 'iphones',
    ...template,
  });

beforeEach(async () => {
  stage = await openStage();
  await stage.server.updateAppSettings({ push_config: { version: 'v3' } } as never);
  for (const provider of [android, iphones]) await stage.server.upsertPushProvider(provider as never);
  await configureStream(
    {
      admin: createStreamAdmin(ask()),
      before: inMemorySettingsBefore().before,
      clock: emulatorClock(stage),
    },
    {
      hookUrl: 'https://api.example.com/webhooks/stream',
      queue: { url: 'http://127.0.0.1:9/0/events', region: 'eu-west-1' },
      encryptedChannelTypes: ['encrypted'],
      push,
    },
  );
});
afterEach(() => stage.close());

describe('the doctor, of push notifications', () => {
  it('finds nothing wrong with what the stack has set', async () => {
    expect(await examined()).toEqual({
      status: 'ok',
      says: 'the templates of firebase/android, apn/iphones are ours',
    });
    expect(await checkChannelType(patient(), 'encrypted')).toMatchObject({ status: 'ok' });
  });

  it('names a template that somebody edited so that it quotes, and not what stands in it', async () => {
    const template = '{"payload":{"aps":{"alert":"hunter2 {{ message.text }}"}}}';
    await setTemplate({ event_type: 'message.new', template });
    expect(await examined()).toEqual({
      status: 'wrong',
      says: 'apn/iphones: the template of message.new quotes more than ids',
      mend: 'npm run admin -- configure-stream --stage local',
    });
  });

  it.each([
    [{ event_type: 'message.new', template: '{"payload":{}}' }, 'the template of message.new is not ours'],
    [{ event_type: 'message.new', enable_push: false }, 'message.new is not pushed'],
    [{ event_type: 'reaction.new', enable_push: true }, 'reaction.new is pushed'],
  ])('names what else differs: %j', async (template, says) => {
    await setTemplate(template);
    expect(await examined()).toMatchObject({ status: 'wrong', says: `apn/iphones: ${says}` });
  });

  it('names providers that are not as the stage file says', async () => {
    const renamed = { ...push, providers: [android, { type: 'apn' as const, name: 'iphone' }] };
    expect(await examined(renamed)).toMatchObject({
      status: 'wrong',
      says: 'Stream has no push provider apn/iphone; the push provider apn/iphones is not in the stage file',
      mend: expect.stringContaining('pushNotifications of the stage file'),
    });
  });

  it('names templates that were never set', async () => {
    await stage.server.upsertPushProvider({ type: 'apn', name: 'tablets' } as never);
    const more = { ...push, providers: [...push.providers, { type: 'apn' as const, name: 'tablets' }] };
    expect(await examined(more)).toMatchObject({
      status: 'wrong',
      says: expect.stringContaining('apn/tablets: message.new has no template of ours'),
    });
  });

  it('wants push on where the stage has it, and off where not', async () => {
    const without = { ...patient(), config: readStageConfig('local') } as Patient;
    expect(await checkChannelType(without, 'encrypted')).toMatchObject({
      says: 'push_notifications is not false',
    });
    await stage.server.updateChannelType('encrypted', { push_notifications: false });
    expect(await checkChannelType(patient(), 'encrypted')).toMatchObject({
      says: 'push_notifications is not true',
    });
  });

  it('says that it could not ask, by the status alone', async () => {
    stage.service.faults.set({ requests: [{ path: '/push_providers', status: 503, times: 5 }] });
    expect(await examined()).toMatchObject({ says: 'Stream could not be asked: 503' });
  });
});
