import type { StageConfig } from '../../infra/stage-config.ts';

/** What the second template's stage has other than the example: every value that a function or a log group is given. */
export const changedSettings = {
  sealdIdPrefix: 'OTHER',
  activationKeyType: 'userLicenseToken',
  encryptedChannelTypes: ['one', 'two'],
  pushNotifications: { title: 'News', providers: [{ type: 'apn', name: 'iphones' }] },
  rekeyBy: 'owner',
  epochsPerMember: { atOnce: 31, perHour: 41 },
  membersAddedBy: 'owner',
  membersRemovedBy: 'anyMember',
  streamTokenTtlSeconds: 61,
  codes: {
    countries: ['FR', 'NL'],
    coolDownSeconds: [1, 2],
    perUser: 7,
    factorsPerUser: 6,
    perFactor: 8,
    perCallingCode: 62,
    perDay: 63,
  },
  ssksUrl: 'https://ssks.example.com/',
  streamUrl: 'https://stream.example.com',
  fileHosts: ['https://files.example.com', 'https://*.cdn.example.com'],
  logRetentionDays: 365,
  identityProvider: {
    cognito: {
      domainPrefix: 'example-chat',
      callbackUrls: ['https://chat.example.com/signed-in'],
      logoutUrls: ['https://chat.example.com/'],
      selfSignUp: false,
      threatProtection: false,
    },
  },
  customDomain: {
    name: 'api.example.com',
    certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/abc',
    hostedZone: { id: 'Z123', name: 'example.com' },
  },
  hook: { reservedConcurrency: 20, provisionedConcurrency: 2 },
  reservedConcurrency: { token: 5, sweep: 3 },
  reconcile: { enabled: false, everyMinutes: 60, overlapMinutes: 5, maxMessages: 100 },
  erasure: { graceDays: 0, demandAuthTime: true },
  reports: {
    recipient: `${'B'.repeat(42)}A`,
    retentionDays: 64,
    emails: ['moderators@example.com'],
  },
  ciphertextSweepsPerDay: 9,
  tracing: false,
  tags: { team: 'chat' },
} satisfies Partial<StageConfig>;
