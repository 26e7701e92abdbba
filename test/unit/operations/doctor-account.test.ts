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
import {
  checkIssuerBefore,
  checkLeftovers,
  checkStackState,
} from '../../../operations/doctor/check-before.ts';
import { ok } from '../../../operations/doctor/finding.ts';
import { OperatorError } from '../../../operations/operator-error.ts';
import type { SecretStore } from '../../../operations/secrets/secret-store.ts';
import { healthyAccount } from '../../support/doctor.ts';

const emptyStore = { read: async () => null, write: async () => {} };
const patientWith = async (over: Partial<Account>, config: object = {}, store: SecretStore = emptyStore) => {
  const admission = {
    config: { ...readStageConfig('example'), ...config },
    account: healthyAccount(over),
    store,
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
      / 2430 asked for: AWS keeps 100/,
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
        'gave up on 3 events, which wait in SealedStream-local-StreamEventsQueue78D22964-AbCdEf-failed',
      ),
      mend: expect.stringContaining('docs/runbook.md'),
    });
    expect(await checkFailedEvents(await patientWith({ waiting: async () => null }))).toMatchObject({
      status: 'wrong',
      says: 'there is no queue SealedStream-local-StreamEventsQueue78D22964-AbCdEf-failed',
    });
    expect(await checkFailedEvents(await patientWith({ outputs: async () => null }))).toMatchObject({
      status: 'unknown',
      says: expect.stringContaining('is an output of the stack'),
    });
    expect(await checkFailedEvents(await patientWith({}))).toMatchObject({ status: 'ok' });
  });

  it.each([
    ['that ring', 'ALARM', 'hook-slow', 'wrong', 'alarms ring: sealed-stream-example-hook-slow'],
    [
      'that somebody deleted',
      'GONE',
      'hook-slow',
      'wrong',
      'alarms are gone: sealed-stream-example-hook-slow',
    ],
    [
      'that have no data yet though a clock should bring it',
      'INSUFFICIENT_DATA',
      'reconciler-behind',
      'unknown',
      'no run of the reconciler has ended well yet',
    ],
    [
      'of erasures that have no data yet',
      'INSUFFICIENT_DATA',
      'erasures-late',
      'unknown',
      'no run of the erasures has ended well yet',
    ],
    ['of others that have no data', 'INSUFFICIENT_DATA', 'hook-slow', 'ok', 'none of 2 alarms rings'],
  ] as const)('looks at alarms %s', async (_, state, name, status, says) => {
    const alarms = async () => [
      { name: `sealed-stream-example-${name}`, state },
      { name: 'sealed-stream-example-table-failing', state: 'OK' as const },
    ];
    const found = await checkAlarms(await patientWith({ alarms }));
    expect(found).toMatchObject({ status, says: expect.stringContaining(says) });
  });

  it('asks for the alarms of the stage, and says when there are none', async () => {
    const asked: string[] = [];
    const alarms = async (stage: string) => {
      asked.push(stage);
      return [];
    };
    expect(await checkAlarms(await patientWith({ alarms }))).toMatchObject({ status: 'unknown' });
    expect(asked).toEqual(['example']);
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
    const patient = await patientWith({ concurrency: refuse, waiting: refuse, alarms: refuse });
    for (const check of [checkConcurrency, checkFailedEvents, checkAlarms])
      expect(await check(patient)).toEqual({
        status: 'unknown',
        says: 'AWS could not be asked (AccessDeniedException: no policy allows it)',
      });
  });
});

describe('before a deployment', () => {
  const inState = (status: string, isProtected = true) => ({ stack: async () => ({ status, isProtected }) });

  it.each([
    ['CREATE_COMPLETE', 'ok', 'can be updated'],
    ['UPDATE_ROLLBACK_COMPLETE', 'ok', 'can be updated'],
    ['UPDATE_ROLLBACK_FAILED', 'wrong', 'it is in UPDATE_ROLLBACK_FAILED'],
    ['UPDATE_IN_PROGRESS', 'wrong', 'somebody deploys'],
    ['ROLLBACK_COMPLETE', 'wrong', 'the first deployment failed'],
  ])('a stack in %s: %s', async (state, status, says) => {
    expect(await checkStackState(await patientWith(inState(state)))).toMatchObject({
      status,
      says: expect.stringContaining(says),
    });
  });

  it('says how the protection of a stack that was never made is taken off, and needs no word when there is none', async () => {
    const { mend } = await checkStackState(await patientWith(inState('ROLLBACK_COMPLETE')));
    expect(mend).toContain('--no-enable-termination-protection --stack-name SealedStream-example');
    expect(await checkStackState(await patientWith(inState('ROLLBACK_COMPLETE', false)))).toMatchObject({
      status: 'ok',
    });
    expect(await checkStackState(await patientWith({ stack: async () => null }))).toMatchObject({
      status: 'ok',
    });
  });

  it('names secrets of an earlier stack that are in the way, whether or not they have a value', async () => {
    const none = { stack: async () => null };
    const some = async (name: string) => {
      if (name !== 'pepper')
        throw new OperatorError(`There is no secret ${name} in this account and region.`);
      return null;
    };
    const found = await checkLeftovers(await patientWith(none, {}, { ...emptyStore, read: some }));
    expect(found).toMatchObject({
      status: 'wrong',
      says: expect.stringContaining('pepper:'),
      mend: 'docs/take-up-again.md',
    });
    expect(await checkLeftovers(await patientWith(inState('CREATE_COMPLETE')))).toMatchObject({
      status: 'ok',
    });
  });

  it('asks the issuer of a team, and no pool that is not there yet', async () => {
    const asked: unknown[] = [];
    const check = checkIssuerBefore(async ({ issuer }) => {
      asked.push(issuer);
      return ok('it answers');
    });
    expect(await check(await patientWith({}))).toEqual(ok('it answers'));
    await check(
      await patientWith({}, { identityProvider: { cognito: { domainPrefix: 'a', callbackUrls: [] } } }),
    );
    expect(asked).toEqual(['https://login.example.com']);
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

  it('counts what waits in a queue, if there is one', async () => {
    answer = () => json({ Attributes: { ApproximateNumberOfMessages: '7' } });
    expect(await openAccount().waiting(`${aws.url}/1/q`)).toBe(7);
    answer = () => json({ __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'no' }, 400);
    expect(await openAccount().waiting(`${aws.url}/1/q`)).toBeNull();
  });

  it('reads the state of each alarm that the stack made, composite ones too, and of no other', async () => {
    const resource = (type: string, id: string) =>
      `<member><ResourceType>AWS::CloudWatch::${type}</ResourceType><PhysicalResourceId>${id}</PhysicalResourceId></member>`;
    const composite = 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:sealed-stream-prod-both';
    answer = (call) =>
      call.includes('ListStackResources')
        ? xml(`<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>
            ${resource('Alarm', 'sealed-stream-prod-one')}${resource('Alarm', 'sealed-stream-prod-two')}
            ${resource('CompositeAlarm', composite)}${resource('Dashboard', 'sealed-stream-prod')}
            </StackResourceSummaries></ListStackResourcesResult></ListStackResourcesResponse>`)
        : json({
            MetricAlarms: [{ AlarmName: 'sealed-stream-prod-one', StateValue: 'ALARM' }],
            CompositeAlarms: [{ AlarmName: 'sealed-stream-prod-both', StateValue: 'OK' }],
          });
    expect(await openAccount().alarms('prod')).toEqual([
      { name: 'sealed-stream-prod-one', state: 'ALARM' },
      { name: 'sealed-stream-prod-two', state: 'GONE' },
      { name: 'sealed-stream-prod-both', state: 'OK' },
    ]);
    expect(asked[0]).toContain('StackName=SealedStream-prod');
    const [, body = ''] = /(\{.*\})$/.exec(asked[1] ?? '') ?? [];
    expect(JSON.parse(body)).toMatchObject({
      AlarmNames: ['sealed-stream-prod-one', 'sealed-stream-prod-two', 'sealed-stream-prod-both'],
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
    });
  });
});
