import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readStageConfig } from '../../infra/stage-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'sealed-stream-stages-'));
afterAll(() => rmSync(folder, { recursive: true }));

const complete = {
  stage: 'trial',
  sealdIdPrefix: 'TRIAL',
  identityProvider: { issuer: 'https://login.example.com', audience: ['chat'] },
  corsOrigins: ['https://chat.example.com'],
  encryptedChannelTypes: ['encrypted'],
};

const read = (content: unknown) => {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  writeFileSync(join(folder, 'trial.json'), text);
  return readStageConfig('trial', folder);
};
const complaintAbout = (content: unknown): string => {
  try {
    read(content);
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was wrong';
};

describe('a stage file', () => {
  it('needs only what has no safe default', () => {
    expect(read(complete)).toEqual({
      ...complete,
      activationKeyType: 'signupJwt',
      rekeyBy: 'anyMember',
      epochsPerMember: { atOnce: 30, perHour: 40 },
      membersAddedBy: 'anyMember',
      membersRemovedBy: 'owner',
      streamTokenTtlSeconds: 3600,
      codes: {
        countries: ['BE'],
        coolDownSeconds: [30, 60, 120, 300],
        perUser: 10,
        factorsPerUser: 3,
        perFactor: 10,
        perCallingCode: 1_000,
        perDay: 2_000,
      },
      ssksUrl: 'https://ssks.seald.io/',
      streamUrl: 'https://chat.stream-io-api.com',
      logRetentionDays: 30,
      throttling: {
        rate: 1000,
        burst: 500,
        webhookRate: 1000,
        webhookBurst: 2000,
      },
      budgets: {
        account: { capacity: 20, refillPerSecond: 0.2 },
        channels: { capacity: 30, refillPerSecond: 0.5 },
        members: { capacity: 30, refillPerSecond: 0.5 },
        epochs: { capacity: 30, refillPerSecond: 0.5 },
        reports: { capacity: 10, refillPerSecond: 0.01 },
        reads: { capacity: 300, refillPerSecond: 5 },
        keys: { capacity: 1_100, refillPerSecond: 10 },
      },
      reports: { retentionDays: 90, emails: [] },
      hook: {},
      terminationProtection: true,
      tracing: true,
      tags: {},
      reconcile: {
        enabled: true,
        everyMinutes: 15,
        overlapMinutes: 10,
        maxMessages: 20_000,
      },
      fileHosts: ['https://*.stream-io-cdn.com'],
      erasure: { graceDays: 7, demandAuthTime: false },
      ciphertextSweepsPerDay: 100,
      alarms: { emails: [], challengesPerHour: 200 },
    });
  });

  it('has every problem named at once, with the file and the path to each', () => {
    const message = complaintAbout({
      stage: 'other',
      sealdIdPrefix: 'PROD_EU',
      identityProvider: { issuer: 'http://login.example.com', audience: [] },
      corsOrigins: ['https://chat.example.com/', '*'],
      encryptedChannelTypes: ['a,b'],
      activationKeyType: 'password',
      pushNotifications: {
        title: 'From {{ sender.name }}',
        body: 'two\nlines',
        providers: [{ type: 'huawei', name: '' }],
      },
      rekeyBy: 'nobody',
      membersAddedBy: 'admin',
      membersRemovedBy: 'admin',
      streamTokenTtlSeconds: 1.5,
      codes: { countries: ['be'], coolDownSeconds: [], perDay: 20_001 },
      ssksUrl: 'ftp://ssks.example.com/',
      streamUrl: 'https://stream.example.com/',
      fileHosts: ['https://*.com'],
      logRetentionDays: 31,
      throttling: { rate: 0, burst: 0.5 },
      customDomain: { name: 'API', certificateArn: 'x', hostedZone: { id: 'z', name: '' } },
      hook: { reservedConcurrency: 1, provisionedConcurrency: 2 },
      reservedConcurrency: { 'stream-webhook': 1 },
      tracing: 'yes',
      tags: { 'aws:x': 'y' },
      reconcile: { everyMinutes: 0 },
      erasure: { graceDays: 0, demandAuthTime: false },
      surprise: true,
    });
    const paths = message.split('\n').map((line) => line.trim().split(':')[0]);
    expect(message).toContain(join(folder, 'trial.json'));
    expect(paths.slice(1).sort()).toEqual(
      [
        'stage',
        'sealdIdPrefix',
        'identityProvider.issuer',
        'identityProvider.audience',
        'corsOrigins.0',
        'corsOrigins.1',
        'encryptedChannelTypes.0',
        'activationKeyType',
        'pushNotifications.title',
        'pushNotifications.body',
        'pushNotifications.providers.0.type',
        'pushNotifications.providers.0.name',
        'rekeyBy',
        'membersAddedBy',
        'membersRemovedBy',
        'streamTokenTtlSeconds',
        'codes.countries',
        'codes.coolDownSeconds',
        'codes.perDay',
        'ssksUrl',
        'streamUrl',
        'fileHosts.0',
        'logRetentionDays',
        'throttling.rate',
        'throttling.burst',
        'customDomain.name',
        'customDomain.certificateArn',
        'customDomain.hostedZone.id',
        'customDomain.hostedZone.name',
        'hook.provisionedConcurrency',
        'reservedConcurrency',
        'tracing',
        'tags.aws',
        'reconcile.everyMinutes',
        'erasure.demandAuthTime',
        '(top level)',
      ].sort(),
    );
    expect(message).toContain('"surprise"');
  });

  it('lets nobody be erased at once by a token that does not tell of a fresh sign-in', () => {
    const erasureOf = (erasure: object) => read({ ...complete, erasure }).erasure;
    expect(erasureOf({ graceDays: 0 })).toEqual({ graceDays: 0, demandAuthTime: true });
    expect(erasureOf({ graceDays: 1 })).toEqual({ graceDays: 1, demandAuthTime: false });
    expect(erasureOf({ demandAuthTime: true })).toEqual({ graceDays: 7, demandAuthTime: true });
    expect(complaintAbout({ ...complete, erasure: { graceDays: 31 } })).toContain('erasure.graceDays');
  });

  it('has every missing field named at once', () => {
    const message = complaintAbout({});
    for (const field of Object.keys(complete)) expect(message).toContain(`${field}: `);
  });

  it.each([
    ['at the top', { ...complete, color: 'red' }, '(top level)'],
    [
      'of the identity provider',
      { ...complete, identityProvider: { ...complete.identityProvider, jwks: '' } },
      'identityProvider',
    ],
    ['of the throttling', { ...complete, throttling: { webhookrate: 1 } }, 'throttling'],
    ['of the codes', { ...complete, codes: { perAddress: 1 } }, 'codes'],
  ])('may not have an unknown key %s', (_, content, path) => {
    expect(complaintAbout(content)).toContain(`\n  ${path}: Unrecognized key`);
  });

  it.each([
    'http://127.0.0.1:4005',
    'http://localhost:4005',
    'http://[::1]:4005',
    'https://a.example.com/realm',
  ])('may name the issuer %s', (issuer) => {
    expect(read({ ...complete, identityProvider: { issuer, audience: ['chat'] } }).identityProvider).toEqual({
      issuer,
      audience: ['chat'],
    });
  });

  it.each(['http://192.168.1.20:4009', 'http://10.0.0.1:4009', 'http://files.example.com'])(
    'may not keep files at %s, and says so once',
    (host) => {
      const complaint = complaintAbout({ ...complete, fileHosts: [host] });
      expect(complaint.match(/fileHosts\.0: must be an origin/g)).toHaveLength(1);
    },
  );

  it.each([
    'http://127.0.0.1.example.com',
    'http://10.0.0.1',
    'https://a.example.com/?x=1',
    'https://a.example.com/#x',
    'https://user@a.example.com',
    'login.example.com',
    '',
  ])('may not name the issuer "%s"', (issuer) => {
    expect(complaintAbout({ ...complete, identityProvider: { issuer, audience: ['chat'] } })).toContain(
      'identityProvider.issuer: must be an https address',
    );
  });

  describe('with a user pool of its own', () => {
    const cognito = { domainPrefix: 'acme-chat', callbackUrls: ['https://chat.example.com/signed-in'] };
    const provider = (changes: object) => ({
      ...complete,
      identityProvider: { cognito: { ...cognito, ...changes } },
    });

    it('needs a name for the sign-in page and where to come back to', () => {
      expect(read(provider({})).identityProvider).toEqual({
        cognito: { ...cognito, logoutUrls: [], selfSignUp: true, threatProtection: false },
      });
      const message = complaintAbout({ ...complete, identityProvider: { cognito: {} } });
      expect(message).toContain('identityProvider.cognito.domainPrefix: ');
      expect(message).toContain('identityProvider.cognito.callbackUrls: ');
    });

    it('is one or the other', () => {
      const both = { ...cognito, ...complete.identityProvider };
      expect(complaintAbout({ ...complete, identityProvider: { cognito, ...both } })).toContain(
        'identityProvider: Unrecognized key',
      );
    });

    it.each(['http://localhost:3000/', 'com.example.chat:/signed-in', 'http://127.0.0.1:4000'])(
      'may come back to %s',
      (url) => expect(() => read(provider({ callbackUrls: [url] }))).not.toThrow(),
    );

    it.each(['http://chat.example.com', 'chat.example.com', 'https://chat.example.com/#in'])(
      'may not come back to %s',
      (url) =>
        expect(complaintAbout(provider({ callbackUrls: [url] }))).toContain(
          'identityProvider.cognito.callbackUrls.0: must be an https address',
        ),
    );

    it.each(['aws-chat', 'my-amazon', 'cognito', 'Chat', '-chat', 'chat-'])(
      'may not be called %s',
      (domainPrefix) =>
        expect(complaintAbout(provider({ domainPrefix }))).toContain('identityProvider.cognito.domainPrefix'),
    );
  });

  it.each([1, { sweep: 1 }])(
    'must leave the sweeper two, which is the least a queue can have: %j',
    (reserved) => {
      expect(complaintAbout({ ...complete, reservedConcurrency: reserved })).toContain(
        'reservedConcurrency: must be at least 2 for sweep',
      );
    },
  );

  it.each([2, 3, { token: 1 }, { token: 5, challenge: 2, sweep: 2 }])(
    'may set concurrency apart: %j',
    (reservedConcurrency) => {
      expect(read({ ...complete, reservedConcurrency }).reservedConcurrency).toEqual(reservedConcurrency);
    },
  );

  it('must be a file', () => {
    mkdirSync(join(folder, 'a-folder.json'), { recursive: true });
    expect(() => readStageConfig('a-folder', folder)).toThrow(/a-folder\.json cannot be read/);
  });

  it('must be JSON', () => {
    expect(complaintAbout('{ "stage": ')).toMatch(/trial\.json is not JSON/);
  });
});

describe('a stage name', () => {
  it('that is unknown is answered with the names there are', () => {
    expect(() => readStageConfig('production')).toThrow(/no stage "production".*There are: example, local\./);
  });

  it('cannot lead out of the folder', () => {
    expect(() => readStageConfig('../../package')).toThrow(/There are: example, local\./);
  });

  it.each(['example', 'local'])('%s is one of them', (name) => {
    expect(readStageConfig(name).stage).toBe(name);
  });
});
