import type { StageConfig } from '../../infra/stage-config.ts';

/** What the second template's stage has other than the example: every value that a function or a log group is given. */
export const changedSettings = {
  sealdIdPrefix: 'OTHER',
  activationKeyType: 'userLicenseToken',
  encryptedChannelTypes: ['one', 'two'],
  rekeyBy: 'owner',
  memberChangesBy: 'owner',
  streamTokenTtlSeconds: 61,
  challengeLimit: { count: 7, windowSeconds: 62 },
  ssksUrl: 'https://ssks.example.com/',
  streamUrl: 'https://stream.example.com',
  logRetentionDays: 365,
} satisfies Partial<StageConfig>;
