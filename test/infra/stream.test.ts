import { describe, expect, it } from '@jest/globals';
import { sweepersAtOnce } from '../../infra/concurrency.ts';
import {
  functionNamed,
  type Resource,
  resources,
  statementsOf,
  type Template,
  templates,
} from './template.ts';

const { example: template, changed } = await templates();
const queueOf = (id: string): [id: string, queue: Resource] => {
  const found = Object.entries(resources(template, 'AWS::SQS::Queue')).find(([key]) => key.startsWith(id));
  if (!found) throw new Error(`no queue ${id}`);
  return found;
};
const [queueId, queue] = queueOf('StreamEventsQueue');
const [failedId, failed] = queueOf('StreamEventsDeadLetters');
const policyOf = (id: string) =>
  Object.values(resources(template, 'AWS::SQS::QueuePolicy')).find(
    ({ Properties }) => Properties.Queues[0].Ref === id,
  )?.Properties.PolicyDocument.Statement;

describe("the queue of Stream's events", () => {
  it('has no name of ours, which SQS would give to no other for a minute after it went; the stack tells it', () => {
    for (const { Properties } of [queue, failed]) expect(Properties).not.toHaveProperty('QueueName');
    const { EventQueueUrl, FailedEventQueueUrl } = template.Outputs;
    expect([EventQueueUrl?.Value, FailedEventQueueUrl?.Value]).toEqual([{ Ref: queueId }, { Ref: failedId }]);
    expect(functionNamed(template, 'configure-stream').Environment.Variables.QUEUE_URL).toEqual({
      Ref: queueId,
    });
  });

  it("takes what Stream's account puts there, over TLS, and nothing else", () => {
    const arn = { 'Fn::GetAtt': [queueId, 'Arn'] };
    expect(policyOf(queueId)).toEqual([
      {
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 'sqs:*',
        Resource: arn,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::185583345998:root' },
        Action: 'sqs:SendMessage',
        Resource: arn,
      },
    ]);
    expect(policyOf(failedId).map(({ Effect }: { Effect: string }) => Effect)).toEqual(['Deny']);
  });

  it("is encrypted with a key that Stream's account needs no permission for", () => {
    for (const { Properties } of [queue, failed]) {
      expect(Properties.SqsManagedSseEnabled).toBe(true);
      expect(Properties).not.toHaveProperty('KmsMasterKeyId');
    }
  });

  it('takes events as large as Stream sends them, and keeps those that fail five times', () => {
    expect(queue.Properties).toMatchObject({
      MaximumMessageSize: 262_144,
      MessageRetentionPeriod: 4 * 86_400,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [failedId, 'Arn'] }, maxReceiveCount: 5 },
    });
    expect(failed.Properties.MessageRetentionPeriod).toBe(14 * 86_400);
  });
});

describe('the sweeper', () => {
  it('is handed events at once, and gives back those that failed', () => {
    const [mapping, ...more] = Object.values(resources(template, 'AWS::Lambda::EventSourceMapping'));
    expect(more).toEqual([]);
    expect(mapping?.Properties).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': [queueId, 'Arn'] },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    expect(mapping?.Properties).not.toHaveProperty('MaximumBatchingWindowInSeconds');
    expect(functionNamed(template, 'sweep')).toBe(
      template.Resources[mapping?.Properties.FunctionName.Ref]?.Properties,
    );
  });

  it('takes half of what a new account has, and no more than the stage sets apart for it', () => {
    const atOnce = (of: Template) =>
      Object.values(resources(of, 'AWS::Lambda::EventSourceMapping')).map(
        ({ Properties }) => Properties.ScalingConfig.MaximumConcurrency,
      );
    expect([atOnce(template), atOnce(changed)]).toEqual([[5], [3]]);
    expect(functionNamed(changed, 'sweep').ReservedConcurrentExecutions).toBe(3);
    expect(sweepersAtOnce(100)).toBe(10);
  });

  it('has six times its own time before an event comes back', () => {
    expect(queue.Properties.VisibilityTimeout).toBe(6 * functionNamed(template, 'sweep').Timeout);
  });
});

describe('the reconciler', () => {
  const ruleOf = (of: Template, name = 'reconcile') =>
    Object.values(resources(of, 'AWS::Events::Rule'))
      .map((rule) => rule.Properties)
      .filter(({ Name }) => Name.endsWith(`-${name}`));

  it('runs as often as the stage says, or not at all', () => {
    expect(ruleOf(template)).toMatchObject([{ ScheduleExpression: 'rate(15 minutes)', State: 'ENABLED' }]);
    expect(ruleOf(changed)).toMatchObject([{ ScheduleExpression: 'rate(1 hour)', State: 'DISABLED' }]);
  });

  it.each(['reconcile', 'erase-due'])(
    'is, as %s, called by a clock, and not a second time when a run failed',
    (name) => {
      const [rule] = ruleOf(template, name);
      const [target] = rule.Targets;
      expect(rule).toMatchObject({ ScheduleExpression: 'rate(15 minutes)', State: 'ENABLED' });
      expect(functionNamed(template, name)).toBe(template.Resources[target.Arn['Fn::GetAtt'][0]]?.Properties);
      expect(target.RetryPolicy.MaximumRetryAttempts).toBe(0);
      const invoked = Object.values(resources(template, 'AWS::Lambda::EventInvokeConfig')).find(
        ({ Properties }) =>
          template.Resources[Properties.FunctionName.Ref]?.Properties === functionNamed(template, name),
      );
      expect(invoked?.Properties).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 300 });
    },
  );

  it.each(['erase', 'erase-due'])('%s is told for how long an account can be kept', (name) => {
    const graceOf = (of: Template) => functionNamed(of, name).Environment.Variables.ERASURE_GRACE_SECONDS;
    expect([graceOf(template), graceOf(changed)]).toEqual(['604800', '0']);
    expect(functionNamed(changed, 'erase').Environment.Variables.ERASURE_DEMANDS_AUTH_TIME).toBe('true');
  });

  it("is given the stage's limits", () => {
    expect(functionNamed(changed, 'reconcile').Environment.Variables).toMatchObject({
      RECONCILE_OVERLAP_SECONDS: '300',
      RECONCILE_MAX_MESSAGES: '100',
    });
  });

  it.each(['sweep', 'reconcile'])('is told, as %s, how much ciphertext may go on one day', (name) => {
    expect(functionNamed(changed, name).Environment.Variables.CIPHERTEXT_SWEEPS_PER_DAY).toBe('9');
  });
});

describe("Stream's settings", () => {
  const only = (of: Template): Resource => {
    const [found, ...more] = Object.values(resources(of, 'Custom::StreamSettings'));
    if (!found || more.length > 0) throw new Error('not exactly one');
    return found;
  };
  const lambdaOf = (of: Template, name: string) =>
    Object.entries(resources(of, 'AWS::Lambda::Function')).find(([, { Properties }]) =>
      Properties.FunctionName.endsWith(`-${name}`),
    ) as [string, Resource];

  it("are a resource behind CDK's function, which calls ours", () => {
    const [frameworkId, framework] = lambdaOf(template, 'configure-stream-framework');
    const [handlerId] = lambdaOf(template, 'configure-stream');
    expect(only(template).Properties.ServiceToken).toEqual({ 'Fn::GetAtt': [frameworkId, 'Arn'] });
    expect(framework.Properties.Environment.Variables).toEqual({
      USER_ON_EVENT_FUNCTION_ARN: { 'Fn::GetAtt': [handlerId, 'Arn'] },
    });
    expect(framework.Properties).toMatchObject({ Runtime: 'nodejs24.x' });
    // Where the event of a failure says that its log is.
    const { FunctionName, LoggingConfig } = framework.Properties;
    expect(template.Resources[LoggingConfig.LogGroup.Ref]?.Properties.LogGroupName).toBe(
      `/aws/lambda/${FunctionName}`,
    );
  });

  it('are changed with what Stream must know of the stage', () => {
    const revisions = [template, changed].map((of) => only(of).Properties.revision);
    expect(Object.keys(only(template).Properties).sort()).toEqual([
      'ServiceToken',
      'hookUrl',
      'queueUrl',
      'revision',
    ]);
    for (const revision of revisions) expect(revision).toMatch(/^[0-9a-f]{16}$/);
  });

  it('are set again when Stream is to be told another address', () => {
    const [, { Properties: handler }] = lambdaOf(template, 'configure-stream');
    const { HOOK_URL, QUEUE_URL } = handler.Environment.Variables;
    expect(only(template).Properties).toMatchObject({ hookUrl: HOOK_URL, queueUrl: QUEUE_URL });
  });

  it('come after all that Stream is told of: hook, queue and who may use them', () => {
    const ids = [
      'AWS::ApiGatewayV2::Route',
      'AWS::ApiGatewayV2::Stage',
      'AWS::SQS::QueuePolicy',
      'AWS::SQS::Queue',
    ];
    for (const type of ids)
      expect(only(template).DependsOn).toEqual(
        expect.arrayContaining(Object.keys(resources(template, type))),
      );
    expect(only(template).DependsOn).toContain(lambdaOf(template, 'stream-webhook')[0]);
  });

  it('lead Stream to the hook at the address that needs no DNS of the team', () => {
    const [, { Properties }] = lambdaOf(changed, 'configure-stream');
    const [endpoint, path] = Properties.Environment.Variables.HOOK_URL['Fn::Join'][1];
    expect(endpoint['Fn::GetAtt'][1]).toBe('ApiEndpoint');
    expect(path).toBe('/webhooks/stream');
    expect(Properties.Environment.Variables.QUEUE_URL.Ref).toMatch(/^StreamEventsQueue/);
  });

  it('say how they stood when they last changed, in words that name the time', () => {
    const [id] = Object.keys(resources(template, 'Custom::StreamSettings'));
    expect(template.Outputs.StreamStatus?.Value).toEqual({ 'Fn::GetAtt': [id, 'says'] });
    expect(template.Outputs).not.toHaveProperty('NextStep');
  });

  it('are tried again every quarter of an hour, so that what Stream could not take is done later', () => {
    const rule = Object.values(resources(template, 'AWS::Events::Rule'))
      .map(({ Properties }) => Properties)
      .find(({ Name }) => Name === 'sealed-stream-example-configure-stream');
    expect(rule).toMatchObject({
      ScheduleExpression: 'rate(15 minutes)',
      State: 'ENABLED',
      Targets: [{ Input: '{"retry":true}' }],
    });
    expect(rule.Targets[0].Arn['Fn::GetAtt'][0]).toBe(lambdaOf(template, 'configure-stream')[0]);
  });

  it('go before the topic that is told when they could not be put back, and may publish to it alone', () => {
    const [topic] = Object.keys(resources(template, 'AWS::SNS::Topic'));
    const [, { Properties }] = lambdaOf(template, 'configure-stream');
    expect(Properties.Environment.Variables.ALARM_TOPIC_ARN).toEqual({ Ref: topic });
    expect(only(template).DependsOn).toContain(topic);
    expect(statementsOf(template, 'configure-stream')).toContainEqual({
      Effect: 'Allow',
      Action: 'sns:Publish',
      Resource: { Ref: topic },
    });
  });
});
