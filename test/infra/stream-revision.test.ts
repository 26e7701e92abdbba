import { expect, it } from '@jest/globals';
import { readStageConfig } from '../../infra/stage-config.ts';
import { streamRevision } from '../../infra/stream-revision.ts';
import { streamDemands } from '../../shared/domain/stream-settings.ts';

const example = { ...readStageConfig('example'), encryptedChannelTypes: ['one', 'two'] };
const same = streamRevision(example);

it('is the same for what Stream need not know, whatever the order', () => {
  expect(streamRevision({ ...example, encryptedChannelTypes: ['two', 'one'] })).toBe(same);
  const others = { logRetentionDays: 7, corsOrigins: [], hook: { reservedConcurrency: 9 } } as const;
  expect(streamRevision({ ...example, ...others })).toBe(same);
});

it('is another when Stream must know: types, its address, any setting of ours', () => {
  const { app, type, hook, backendOnly } = streamDemands;
  const revisions = [
    same,
    streamRevision({ ...example, encryptedChannelTypes: ['one'] }),
    streamRevision({ ...example, streamUrl: 'https://elsewhere.example.com' }),
    ...[
      { app: { ...app, auto_translation_enabled: true } },
      { type: { ...type, polls: true } },
      { hook: { ...hook, event_types: ['message.new'] } },
      { backendOnly: backendOnly.slice(1) },
    ].map((changed) => streamRevision(example, { ...streamDemands, ...changed } as typeof streamDemands)),
  ];
  expect(new Set(revisions).size).toBe(revisions.length);
});
