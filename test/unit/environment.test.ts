import { describe, expect, it } from '@jest/globals';
import { readBackgroundEnvironment } from '../../shared/background-environment.ts';
import { readEnvironment } from '../../shared/environment.ts';

const ARN = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:x';

describe('the environment of a function', () => {
  it('is read into values', () => {
    const secrets = { STREAM_SECRET_ARN: ARN, LOGS_SECRET_ARN: ARN };
    const given = { TABLE_NAME: 'users', ...secrets, STREAM_TOKEN_TTL_SECONDS: '3600' };
    const budget = { BUDGET: 'account', BUDGET_CAPACITY: '5', BUDGET_REFILL_PER_SECOND: '0.5' };
    expect(readEnvironment('token', { ...given, ...budget })).toEqual({
      TABLE_NAME: 'users',
      ...secrets,
      STREAM_TOKEN_TTL_SECONDS: 3600,
      BUDGET: 'account',
      BUDGET_CAPACITY: 5,
      BUDGET_REFILL_PER_SECOND: 0.5,
    });
    expect(
      readEnvironment('stream-webhook', {
        ...secrets,
        ENCRYPTED_CHANNEL_TYPES: 'encrypted,team',
        FILE_HOSTS: 'https://*.files.example.com,http://127.0.0.1:4009',
      }),
    ).toMatchObject({
      ENCRYPTED_CHANNEL_TYPES: ['encrypted', 'team'],
      FILE_HOSTS: ['https://*.files.example.com', 'http://127.0.0.1:4009'],
    });
  });

  it.each(['', ',', 'encrypted,', 'a b'])('takes no list of encrypted channel types like %j', (types) => {
    const read = () =>
      readEnvironment('stream-webhook', { STREAM_SECRET_ARN: ARN, ENCRYPTED_CHANNEL_TYPES: types });
    expect(read).toThrow('ENCRYPTED_CHANNEL_TYPES');
  });

  it.each([
    '',
    'files.example.com',
    'http://files.example.com',
    'https://*.com',
    'https://*',
    'https://a.com/x',
  ])('takes no list of file hosts like %j', (hosts) => {
    const read = () => readEnvironment('stream-webhook', { FILE_HOSTS: hosts });
    expect(read).toThrow('FILE_HOSTS');
  });

  it.each([
    ['none', null],
    [
      '{"title":"News","providers":[{"type":"apn","name":"iphones"}]}',
      { title: 'News', providers: [{ type: 'apn', name: 'iphones' }] },
    ],
  ])('takes what push says: %s', (text, push) => {
    const found = readBackgroundEnvironment('configure-stream', {
      STAGE: 'prod',
      CHANNEL_TABLE_NAME: 'channels',
      STREAM_SECRET_ARN: ARN,
      STREAM_URL: 'https://stream.example.com',
      ENCRYPTED_CHANNEL_TYPES: 'encrypted',
      ALARM_TOPIC_ARN: ARN,
      HOOK_URL: 'https://api.example.com/hook',
      QUEUE_URL: 'https://sqs.example.com/1/q',
      QUEUE_REGION: 'eu-west-1',
      PUSH_NOTIFICATIONS: text,
    });
    expect(found.PUSH_NOTIFICATIONS).toEqual(push);
  });

  it.each([
    '',
    '{',
    '{"providers":[]}',
    '{"title":"{{ message.text }}","providers":[{"type":"apn","name":"x"}]}',
  ])('takes no push like %j', (text) => {
    const read = () => readBackgroundEnvironment('configure-stream', { PUSH_NOTIFICATIONS: text });
    expect(read).toThrow('PUSH_NOTIFICATIONS');
  });

  it('names everything missing or wrong at once, and no value', () => {
    const read = () =>
      readEnvironment('challenge', {
        TABLE_NAME: '',
        SEALD_ID_PREFIX: 'not a prefix!',
        SSKS_SECRET_ARN: ARN,
        SSKS_URL: 'hunter2',
        CODE_COUNTRIES: 'everywhere',
        CODE_COOL_DOWNS: '-1',
        CODES_PER_DAY: '1.5',
      });
    for (const name of [
      'TABLE_NAME',
      'SEALD_ID_PREFIX',
      'SSKS_URL',
      'SEALING_SECRET_ARN',
      'PEPPER_SECRET_ARN',
      'CODE_COUNTRIES',
      'CODE_COOL_DOWNS',
      'CODES_PER_USER',
      'CODES_PER_DAY',
    ])
      expect(read).toThrow(name);
    expect(read).not.toThrow(/hunter2|not a prefix|SSKS_SECRET_ARN/);
  });
});
