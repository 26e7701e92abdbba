import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readStageConfig } from '../../../infra/stage-config.ts';
import { listen } from '../../../local/platform/serve.ts';
import type { Service } from '../../../local/platform/service.ts';
import { admit } from '../../../operations/doctor/admit.ts';
import { type Account, openAccount } from '../../../operations/doctor/aws-account.ts';
import {
  checkAlarmMails,
  checkAlarms,
  checkConcurrency,
  checkFailedEvents,
} from '../../../operations/doctor/check-account.ts';
import { healthyAccount } from '../../support/doctor.ts';

const emptyStore = { read: async () => null, write: async () => {} };
const patientWith = async (over: Partial<Account>, config: object = {}) => {
  const admission = {
    config: { ...readStageConfig('example'), ...config },
    account: healthyAccount(over),
    store: emptyStore,
    apiUrl: 'https://api.example',
  };
  return (await admit(admission)).patient;
};

describe('the account', () => {
  const forHook = { hook: { reservedConcurrency: 20 } };
  const asked = { hook: { reservedConcurrency: 600 }, reservedConcurrency: { token: 350 } };

  it.each([
    ['enough', { all: 1000, unreserved: 980 }, forHook, 'ok', /^1000 at once .* 20 asked for$/],
    [
      'room, and none of it for the hook',
      { all: 1000, unreserved: 200 },
      {},
      'unknown',
      /0 asked for, none of it for the hook/,
    ],
    ['too little room for that', { all: 1000, unreserved: 199 }, {}, 'ok', /0 asked for$/],
    ['a small account', { all: 10, unreserved: 10 }, {}, 'wrong', /throttled hook lets messages through/],
    ['too much set apart', { all: 1000, unreserved: 50 }, asked, 'wrong', /950 asked for: AWS keeps 100/],
    ['just enough', { all: 1050, unreserved: 100 }, asked, 'ok', /950 asked for$/],
    [
      'one number for each',
      { all: 1000, unreserved: 50 },
      { reservedConcurrency: 90 },
      'wrong',
      / 1440 asked for: AWS keeps 100/,
    ],
  ])('judges concurrency: %s', async (_, limit, config, status, says) => {
    const patient = await patientWith({ concurrency: async () => limit }, config);
    expect(await checkConcurrency(patient)).toMatchObject({ status, says: expect.stringMatching(says) });
  });

  it('says how the hook gets its share', async () => {
    expect(await checkConcurrency(await patientWith({}))).toMatchObject({
      mend: expect.stringContaining('hook.reservedConcurrency'),
    });
  });

  it('counts what waits in vain', async () => {
    expect(await checkFailedEvents(await patientWith({ waiting: async () => 3 }))).toMatchObject({
      status: 'wrong',
      says: expect.stringContaining(
        'gave up on 3 events, which wait in sealed-stream-example-stream-events-failed',
      ),
      mend: expect.stringContaining('docs/runbook.md'),
    });
    expect(await checkFailedEvents(await patientWith({ queue: async () => null }))).toMatchObject({
      status: 'wrong',
      says: 'there is no queue sealed-stream-example-stream-events-failed',
    });
    expect(await checkFailedEvents(await patientWith({}))).toMatchObject({ status: 'ok' });
  });

  it('names the alarms that ring', async () => {
    const alarms = async () => [
      { name: 'sealed-stream-example-hook-slow', isRinging: true },
      { name: 'sealed-stream-example-api-5xx', isRinging: false },
    ];
    expect(await checkAlarms(await patientWith({ alarms }))).toMatchObject({
      status: 'wrong',
      says: 'alarms ring: sealed-stream-example-hook-slow',
    });
    expect(await checkAlarms(await patientWith({ alarms: async () => [] }))).toMatchObject({
      status: 'unknown',
    });
    expect(await checkAlarms(await patientWith({}))).toMatchObject({ status: 'ok' });
  });

  it('cannot tell who hears of an alarm when the stage file names nobody', async () => {
    expect(await checkAlarmMails(await patientWith({}))).toMatchObject({
      status: 'unknown',
      says: expect.stringContaining('sealed-stream-example-alarms by hand, nobody is told'),
      mend: expect.stringContaining('alarms.emails'),
    });
    const alarms = { emails: ['oncall@example.com'], challengesPerHour: 200 };
    const found = await checkAlarmMails(await patientWith({}, { alarms }));
    expect(found).toMatchObject({ status: 'ok', says: expect.stringContaining('alarms go to: 1;') });
    expect(found.says).not.toContain('oncall');
  });

  it('cannot tell without permission, and says what AWS said', async () => {
    const refuse = async () => {
      throw Object.assign(new Error('no policy allows it'), { name: 'AccessDeniedException' });
    };
    const patient = await patientWith({ concurrency: refuse, queue: refuse, alarms: refuse });
    for (const check of [checkConcurrency, checkFailedEvents, checkAlarms])
      expect(await check(patient)).toEqual({
        status: 'unknown',
        says: 'AWS could not be asked (AccessDeniedException: no policy allows it)',
      });
  });
});

describe('what is asked of AWS', () => {
  const KEPT = ['AWS_ENDPOINT_URL', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;
  const before = KEPT.map((name) => [name, process.env[name]] as const);
  let aws: Service;
  let answer: (asked: string) => { status?: number; type: string; body: string };
  let asked: string[] = [];
  beforeAll(async () => {
    const server = createServer(async (request, response) => {
      const call = `${request.method} ${request.url} ${request.headers['x-amz-target'] ?? ''} ${await text(request)}`;
      asked.push(call);
      const { status = 200, type, body } = answer(call);
      response.writeHead(status, { 'content-type': type }).end(body);
    });
    aws = { name: 'aws', ...(await listen(server, 0)) };
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: aws.url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    });
  });
  afterAll(async () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await aws.close();
  });
  beforeEach(() => {
    asked = [];
  });
  const json = (value: unknown, status?: number) => ({
    ...(status !== undefined && { status }),
    type: 'application/x-amz-json-1.0',
    body: JSON.stringify(value),
  });
  const xml = (body: string, status?: number) => ({
    ...(status !== undefined && { status }),
    type: 'text/xml',
    body,
  });

  it('reads the outputs of the stage’s stack', async () => {
    answer = () =>
      xml(`<DescribeStacksResponse><DescribeStacksResult><Stacks><member><Outputs>
        <member><OutputKey>ApiUrl</OutputKey><OutputValue>https://api.example</OutputValue></member>
        </Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`);
    expect(await openAccount().outputs('prod')).toEqual({ ApiUrl: 'https://api.example' });
    expect(asked[0]).toContain('StackName=SealedStream-prod');
  });

  it('tells a stack that is not there from a refusal', async () => {
    const refusal = (code: string, message: string) =>
      xml(
        `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
        400,
      );
    answer = () => refusal('ValidationError', 'Stack with id SealedStream-prod does not exist');
    expect(await openAccount().outputs('prod')).toBeNull();
    answer = () => refusal('AccessDenied', 'no');
    await expect(openAccount().outputs('prod')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('reads the concurrency of account and region', async () => {
    answer = () =>
      json({ AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 900 } });
    expect(await openAccount().concurrency()).toEqual({ all: 1000, unreserved: 900 });
    expect(asked[0]).toMatch(/^GET \/2016-08-19\/account-settings/);
  });

  it('finds a queue, or none, and counts what waits in it', async () => {
    answer = (call) =>
      json(
        call.includes('GetQueueUrl')
          ? { QueueUrl: `${aws.url}/1/q` }
          : { Attributes: { ApproximateNumberOfMessages: '7' } },
      );
    expect(await openAccount().queue('q')).toEqual({ url: `${aws.url}/1/q`, region: 'eu-west-1' });
    expect(await openAccount().waiting(`${aws.url}/1/q`)).toBe(7);
    answer = () => json({ __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'no' }, 400);
    expect(await openAccount().queue('q')).toBeNull();
  });

  it('reads the alarms of the stage', async () => {
    answer = () =>
      json({
        MetricAlarms: [
          { AlarmName: 'a', StateValue: 'ALARM' },
          { AlarmName: 'b', StateValue: 'OK' },
        ],
      });
    expect(await openAccount().alarms('sealed-stream-prod-')).toEqual([
      { name: 'a', isRinging: true },
      { name: 'b', isRinging: false },
    ]);
    expect(asked[0]).toContain('sealed-stream-prod-');
  });
});
