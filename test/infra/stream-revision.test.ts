import { expect, it } from '@jest/globals';
import { readStageConfig } from '../../infra/stage-config.ts';
import { streamRevision } from '../../infra/stream-revision.ts';
import { streamDemands } from '../../shared/domain/stream-settings.ts';

const example = { ...readStageConfig('example'), encryptedChannelTypes: ['one', 'two'] };
const same = streamRevision(example);
const providers = [
  { type: 'apn', name: 'iphones' },
  { type: 'firebase', name: 'android' },
] as const;
const pushNotifications = { title: 'New message', providers: [...providers] };

it('is the same for what Stream need not know, whatever the order', () => {
  expect(streamRevision({ ...example, encryptedChannelTypes: ['two', 'one'] })).toBe(same);
  expect(
    streamRevision({
      ...example,
      pushNotifications: { ...pushNotifications, providers: [...providers].reverse() },
    }),
  ).toBe(streamRevision({ ...example, pushNotifications }));
  const others = { logRetentionDays: 7, corsOrigins: [], hook: { reservedConcurrency: 9 } } as const;
  expect(streamRevision({ ...example, ...others })).toBe(same);
});

it('is another when Stream must know: types, its address, push, any setting of ours', () => {
  const { app, type, hook, push, backendOnly } = streamDemands;
  const revisions = [
    same,
    streamRevision({ ...example, encryptedChannelTypes: ['one'] }),
    streamRevision({ ...example, streamUrl: 'https://elsewhere.example.com' }),
    streamRevision({ ...example, pushNotifications }),
    streamRevision({ ...example, pushNotifications: { ...pushNotifications, title: 'Other words' } }),
    ...[
      { app: { ...app, auto_translation_enabled: true } },
      { type: { ...type, polls: true } },
      { hook: { ...hook, event_types: ['message.new'] } },
      { push: push.slice(1) },
      { backendOnly: backendOnly.slice(1) },
    ].map((changed) => streamRevision(example, { ...streamDemands, ...changed } as typeof streamDemands)),
  ];
  expect(new Set(revisions).size).toBe(revisions.length);
});
