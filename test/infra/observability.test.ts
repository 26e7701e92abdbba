import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createHandler, type SweepDeps } from '../../functions/sweep/handler.ts';
import { deployedFunctions } from '../../infra/deployed-functions.ts';
import { METRICS } from '../../shared/metric-names.ts';
import { counted } from '../support/counted.ts';
import { type Resource, resources, templates } from './template.ts';

const { example, watched: template, watchedStage } = await templates();
const all = (type: string, of = template): Resource[] => Object.values(resources(of, type));
const shortName = (name: string) => name.replace('sealed-stream-example-', '');
const articleOf = (description: string) => /docs\/runbook\.md#([a-z-]+)$/.exec(description)?.[1];

const metricAlarms = all('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
const composites = all('AWS::CloudWatch::CompositeAlarm').map(({ Properties }) => Properties);
const alarms = [...metricAlarms, ...composites];
const speaking = alarms.filter(({ AlarmActions }) => AlarmActions);
const alarm = (name: string) =>
  alarms.find(({ AlarmName }) => AlarmName === `sealed-stream-example-${name}`) ?? {};
const usedIn = ({ Metrics = [], ...own }: (typeof metricAlarms)[number]) =>
  Metrics.length > 0
    ? Metrics.flatMap(({ MetricStat }: { MetricStat?: { Metric: unknown } }) => MetricStat?.Metric ?? [])
    : [own];

const namesOf = (name: string): string[] =>
  usedIn(alarm(name)).map(({ MetricName }: { MetricName: string }) => MetricName);
type MetricQuery = { Expression?: string; MetricStat?: { Period: number; Stat: string } };
const queriesOf = (name: string): MetricQuery[] => alarm(name).Metrics;
/** Short names of the alarms that a composite one stands for. */
const membersOf = (name: string): string[] => {
  const parts: unknown[] = alarm(name).AlarmRule['Fn::Join'][1];
  return parts
    .flatMap((part) => (part as { Ref?: string }).Ref ?? [])
    .map((id) => shortName(template.Resources[id]?.Properties.AlarmName));
};
const expressionOf = (name: string) =>
  queriesOf(name).find(({ Expression }) => Expression !== undefined)?.Expression;
const periodsOf = (name: string) => [
  ...new Set(queriesOf(name).flatMap(({ MetricStat }) => MetricStat?.Period ?? [])),
];
const ofRoute = (route: string) =>
  expect.arrayContaining([
    { Name: 'route', Value: route },
    { Name: 'stage', Value: 'example' },
  ]);

/** Its parts are written in one line, so that neither is missing where the other is not. */
const WRITTEN_TOGETHER = new Set([
  'IF(seen >= 5, 100 * (seen - asked) / seen, 0)',
  'IF(checked > 0, 0, unverified)',
]);

const emptySweep = createHandler({} as SweepDeps);

describe('the runbook', () => {
  const runbook = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
  const [, ofAlarms = ''] = /^# Alarms$([\s\S]*?)^# Outages$/m.exec(runbook) ?? [];
  const headings = (text: string) => [...text.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);

  it('has an article for every alarm, and none for an alarm that there is not', () => {
    expect(headings(ofAlarms).sort()).toEqual(speaking.map(({ AlarmName }) => shortName(AlarmName)).sort());
  });

  it('is named by every alarm, down to the article', () => {
    for (const { AlarmName, AlarmDescription } of speaking)
      expect(articleOf(AlarmDescription)).toBe(shortName(AlarmName));
    for (const { AlarmDescription } of alarms)
      expect(headings(ofAlarms)).toContain(articleOf(AlarmDescription));
  });

  it('says of every alarm what it means, who is hurt, where to look and what to do', () => {
    for (const article of ofAlarms.split(/^## /m).slice(1))
      for (const part of ['Means', 'Hurt', 'Look', 'Do']) expect(article).toContain(`**${part}**`);
  });

  it('leads nowhere but to its own articles', () => {
    const anchors = headings(runbook).map((heading) => heading.toLowerCase().replaceAll(' ', '-'));
    const links = [...runbook.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
  });
});

describe('the alarms', () => {
  it('are few', () => {
    expect(speaking.map(({ AlarmName }) => shortName(AlarmName)).sort()).toEqual([
      'challenge-volume',
      'codes-not-sent',
      'codes-used-up',
      'erasures-late',
      'events-unreadable',
      'functions-failing',
      'hook-bypassed',
      'hook-failed-open',
      'hook-failing',
      'hook-refusing',
      'hook-slow',
      'hook-unverified',
      'plaintext-swept',
      'reconciler-behind',
      'stream-not-set-up',
      'sweeper-behind',
      'sweeper-dead-letters',
      'sweeps-held-back',
      'table-failing',
      'table-throttled',
    ]);
  });

  it('all say both that it began and that it is over, to the one topic', () => {
    const [topic] = Object.keys(resources(template, 'AWS::SNS::Topic'));
    for (const { AlarmActions, OKActions } of speaking)
      expect([AlarmActions, OKActions]).toEqual([[{ Ref: topic }], [{ Ref: topic }]]);
  });

  it('take silence for a fault only where silence is one, and only once there has been data', () => {
    const silent = metricAlarms.filter(({ TreatMissingData }) => TreatMissingData !== 'notBreaching');
    expect(silent.map(({ AlarmName, TreatMissingData }) => [shortName(AlarmName), TreatMissingData])).toEqual(
      [
        ['stream-not-set-up', 'missing'],
        ['reconciler-behind', 'missing'],
        ['erasures-late', 'missing'],
      ],
    );
    const [topic] = Object.keys(resources(template, 'AWS::SNS::Topic'));
    const ofSilence = alarms.filter(({ InsufficientDataActions }) => InsufficientDataActions);
    expect(ofSilence.map(({ AlarmName }) => shortName(AlarmName))).toEqual([
      'stream-not-set-up',
      'reconciler-behind',
      'erasures-late',
    ]);
    expect(ofSilence[0]?.InsufficientDataActions).toEqual([{ Ref: topic }]);
  });

  it('rest on nothing that AWS has not published: no filled gaps, no metric of DynamoDB, and no sum of what may be missing', () => {
    for (const properties of metricAlarms) {
      const text = JSON.stringify(properties);
      expect(text).not.toContain('FILL(');
      expect(text).not.toContain('AWS/DynamoDB');
      for (const { Expression } of (properties.Metrics ?? []) as MetricQuery[])
        if (Expression && !WRITTEN_TOGETHER.has(Expression))
          expect(Expression).toBe('IF(failed >= 3, 100 * failed / calls, 0)');
    }
  });

  it("speak before the hook's time is up, by calls that Stream signed and by no others", () => {
    expect(alarm('hook-slow')).toMatchObject({
      Namespace: 'SealedStream',
      MetricName: 'HookLatency',
      ExtendedStatistic: 'p99',
      Threshold: 1000,
    });
  });

  it('leave calls that nobody can check to strangers, while others can be checked', () => {
    const { Metrics, Threshold } = alarm('hook-unverified') as Record<string, never[] | number>;
    expect(Threshold).toBe(2);
    expect(Metrics).toMatchObject([
      { Expression: 'IF(checked > 0, 0, unverified)' },
      { Id: 'checked', MetricStat: { Metric: { MetricName: 'HookEvaluated' }, Stat: 'Sum', Period: 900 } },
      {
        Id: 'unverified',
        MetricStat: { Metric: { MetricName: 'HookUnverified' }, Stat: 'Sum', Period: 900 },
      },
    ]);
  });

  it.each([
    ['hook-failed-open', 'HookFailedOpen', 'Sum', 0, 300],
    ['events-unreadable', 'EventsUnreadable', 'Sum', 0, 300],
    ['plaintext-swept', 'MessagesSwept', 'Sum', 0, 300],
    ['sweeps-held-back', 'SweepsHeldBack', 'Sum', 0, 300],
    ['codes-not-sent', 'SsksFailed', 'Sum', 2, 900],
    ['challenge-volume', 'ChallengeSent', 'Sum', 50, 3600],
    ['reconciler-behind', 'ReconcilerLag', 'Minimum', 3600, 3600],
    ['erasures-late', 'ErasureLag', 'Minimum', 6 * 3600, 3600],
    ['stream-not-set-up', 'StreamSetupPending', 'Maximum', 0, 900],
  ])(
    "%s looks at the stage's own %s, its %s above %i in %i s",
    (name, MetricName, Statistic, Threshold, Period) => {
      expect(alarm(name)).toMatchObject({
        Namespace: 'SealedStream',
        MetricName,
        Dimensions: [{ Name: 'stage', Value: 'example' }],
        Statistic,
        Threshold,
        Period,
        ComparisonOperator: 'GreaterThanThreshold',
      });
      expect(METRICS).toHaveProperty(MetricName);
    },
  );

  const KINDS = ['stopped', 'throttled', '5xx'];

  it('count a failed call of the hook even when it is the only one, whichever way it failed', () => {
    const of = (kind: string) => alarm(`hook-failing-${kind}`);
    for (const kind of KINDS)
      expect(of(kind)).toMatchObject({ Threshold: 0, EvaluationPeriods: 1, Period: 300, Statistic: 'Sum' });
    expect(KINDS.map((kind) => of(kind).MetricName)).toEqual(['Errors', 'Throttles', 'ServerErrors']);
    for (const kind of ['stopped', 'throttled'])
      expect(JSON.stringify(of(kind).Dimensions)).toContain(':function:sealed-stream-example-stream-webhook');
    expect(of('5xx').Dimensions).toEqual(ofRoute('stream-webhook'));
    expect(membersOf('hook-failing')).toEqual(KINDS.map((kind) => `hook-failing-${kind}`));
  });

  it('see most messages refused, of those for encrypted channels, by one metric alone', () => {
    expect(alarm('hook-refusing')).toMatchObject({ Threshold: 10, EvaluationPeriods: 1 });
    expect(expressionOf('hook-refusing')).toBe('IF(failed >= 3, 100 * failed / calls, 0)');
    const stats = queriesOf('hook-refusing').flatMap(({ MetricStat }) => MetricStat ?? []);
    expect(stats).toEqual(
      ['Sum', 'SampleCount'].map((Stat) => ({
        Metric: {
          Namespace: 'SealedStream',
          MetricName: 'HookRefusals',
          Dimensions: [{ Name: 'stage', Value: 'example' }],
        },
        Period: 900,
        Stat,
      })),
    );
  });

  it('see the hook passed by without a word of Stream’s, by what the sweeper writes at once', async () => {
    expect(alarm('hook-bypassed')).toMatchObject({ Threshold: 50, EvaluationPeriods: 1 });
    expect(expressionOf('hook-bypassed')).toBe('IF(seen >= 5, 100 * (seen - asked) / seen, 0)');
    expect(namesOf('hook-bypassed')).toEqual(['NewMessagesSeen', 'HookEvaluated']);
    const sums = queriesOf('hook-bypassed').flatMap(({ MetricStat }) => MetricStat ?? []);
    for (const { Stat, Period } of sums) expect([Stat, Period]).toEqual(['Sum', 900]);
    const counts = await counted(() => emptySweep({ Records: [] }, { awsRequestId: 'request-1' }));
    for (const name of namesOf('hook-bypassed')) expect(counts).toContain(`${name} x0`);
  });

  it('see a route fail that is seldom called: above 1 % of its own calls and three of them', () => {
    for (const kind of ['stopped', '5xx']) {
      expect(alarm(`failing-token-${kind}`)).toMatchObject({
        Threshold: 1,
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 1,
      });
      expect(expressionOf(`failing-token-${kind}`)).toBe('IF(failed >= 3, 100 * failed / calls, 0)');
      expect(periodsOf(`failing-token-${kind}`)).toEqual([900]);
    }
    expect(namesOf('failing-token-stopped')).toEqual(['Errors', 'Invocations']);
    expect(alarm('failing-token-throttled')).toMatchObject({ MetricName: 'Throttles', Threshold: 2 });
    for (const metric of usedIn(alarm('failing-token-5xx')))
      expect(metric).toMatchObject({ Namespace: 'SealedStream', Dimensions: ofRoute('token') });
  });

  it('divide what a function answered by the requests that it counted itself, by number', () => {
    expect(namesOf('failing-token-5xx')).toEqual(['ServerErrors', 'RequestLatency']);
    const stats = queriesOf('failing-token-5xx').flatMap(({ MetricStat }) => MetricStat?.Stat ?? []);
    expect(stats).toEqual(['Sum', 'SampleCount']);
  });

  it('take the gateway for what no function knows of, and ask no answers of a function without a route', () => {
    expect(namesOf('failing-gateway')).toEqual(['5xx', 'Count']);
    expect(alarm('failing-sweep-5xx')).toEqual({});
  });

  it.each(['reconcile', 'erase-due'])(
    'see %s fail by most runs of its window, which begins with the first',
    (name) => {
      expect(alarm(`failing-${name}-stopped`)).toMatchObject({
        MetricName: 'Errors',
        Period: 3600,
        Threshold: 2,
        EvaluationPeriods: 1,
      });
    },
  );

  it('look at the tables by what the functions met, twice in a quarter of an hour', () => {
    for (const [name, MetricName] of [
      ['table-throttled', 'TableThrottled'],
      ['table-failing', 'TableFailed'],
    ] as const)
      expect(alarm(name)).toMatchObject({
        Namespace: 'SealedStream',
        MetricName,
        Threshold: 10,
        DatapointsToAlarm: 2,
        EvaluationPeriods: 3,
      });
  });

  it('send one mail for all other functions and the gateway', () => {
    expect(membersOf('functions-failing')).toEqual([
      'failing-gateway',
      'failing-token-stopped',
      'failing-token-throttled',
      'failing-token-5xx',
      'failing-sweep-stopped',
      'failing-sweep-throttled',
      'failing-reconcile-stopped',
      'failing-erase-due-stopped',
    ]);
    const silent = metricAlarms.filter(({ AlarmActions }) => !AlarmActions);
    const members = composites.flatMap(({ AlarmName }) => membersOf(shortName(AlarmName)));
    expect(silent.map(({ AlarmName }) => shortName(AlarmName)).sort()).toEqual(members.sort());
  });

  it('look at every function that is deployed, but for one that somebody waits for', () => {
    const names = all('AWS::CloudWatch::Alarm', example).map(({ Properties }) =>
      shortName(Properties.AlarmName),
    );
    const apart = ['stream-webhook', 'configure-stream'];
    const watched = names.flatMap((name) => /^failing-(.+)-stopped$/.exec(name)?.[1] ?? []);
    expect(watched.sort()).toEqual(deployedFunctions.filter((name) => !apart.includes(name)).sort());
    expect(names).toContain('failing-gateway');
    expect(names).toContain('reconciler-behind');
  });

  it('are not more, nor longer to name, than CloudWatch takes in one rule, in the stage with the longest name', () => {
    for (const { Properties } of all('AWS::CloudWatch::CompositeAlarm', example)) {
      const parts: unknown[] = Properties.AlarmRule['Fn::Join'][1];
      const members = parts.filter((part) => typeof part !== 'string');
      expect(members.length).toBeLessThanOrEqual(100);
      const longest = 'sealed-stream-'.length + 20 + 60;
      const written = parts.filter((part) => typeof part === 'string').join('').length;
      expect(written + members.length * longest).toBeLessThan(10_240);
    }
  });

  it('stay within the ten metrics that CloudWatch lets one alarm look at', () => {
    for (const properties of metricAlarms) expect(usedIn(properties).length).toBeLessThanOrEqual(10);
  });
});

describe('the topic', () => {
  const [topic] = all('AWS::SNS::Topic');
  const [key] = all('AWS::KMS::Key');
  const [policy] = all('AWS::SNS::TopicPolicy');
  const allowing = (statements: { Principal: unknown; Condition?: unknown }[]) =>
    statements.find(
      ({ Principal }) => JSON.stringify(Principal) === '{"Service":"cloudwatch.amazonaws.com"}',
    );

  it('is encrypted, and lets the alarms of this stage in past its encryption', () => {
    const [keyId] = Object.keys(resources(template, 'AWS::KMS::Key'));
    expect(topic?.Properties.KmsMasterKeyId).toEqual({ 'Fn::GetAtt': [keyId, 'Arn'] });
    const ofTopic = allowing(policy?.Properties.PolicyDocument.Statement);
    const ofKey = allowing(key?.Properties.KeyPolicy.Statement);
    expect(ofTopic).toMatchObject({ Action: 'sns:Publish', Effect: 'Allow' });
    expect(ofKey).toMatchObject({
      Action: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext'],
      Effect: 'Allow',
    });
  });

  it('takes the alarms of this stage by their names: that of another stage may begin as this one', () => {
    for (const statements of [
      policy?.Properties.PolicyDocument.Statement,
      key?.Properties.KeyPolicy.Statement,
    ]) {
      const { ArnEquals, ...others } = (allowing(statements)?.Condition ?? {}) as Record<string, object>;
      expect(Object.keys(others)).toEqual(['StringEquals']);
      const arns = Object.values(ArnEquals ?? {}).flat() as { 'Fn::Join': [string, unknown[]] }[];
      const names = arns.map((arn) => /:alarm:(.+)$/.exec(String(arn['Fn::Join'][1].at(-1)))?.[1]);
      expect(names.sort()).toEqual(speaking.map(({ AlarmName }) => AlarmName).sort());
    }
  });

  it('mails whom the stage names', () => {
    expect(all('AWS::SNS::Subscription').map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({ Protocol: 'email', Endpoint: 'oncall@example.com' }),
    ]);
    expect(all('AWS::SNS::Subscription', example)).toEqual([]);
  });
});

describe('the dashboard', () => {
  const [dashboard] = all('AWS::CloudWatch::Dashboard');
  const body = JSON.stringify(dashboard?.Properties.DashboardBody);

  it("has every metric of ours, the hook's budget, and each alarm that speaks", () => {
    expect(Object.keys(METRICS).filter((name) => !body.includes(name))).toEqual([]);
    expect(body).toMatch(/1500/);
    const ids = Object.entries(template.Resources).filter(([, { Properties }]) =>
      speaking.includes(Properties),
    );
    expect(ids).toHaveLength(speaking.length);
    expect(ids.filter(([id]) => !body.includes(id)).map(([id]) => id)).toEqual([]);
  });

  it('is JSON, and has its rows as they are meant', () => {
    const text = dashboard?.Properties.DashboardBody['Fn::Join'][1]
      .map((part: unknown) => (typeof part === 'string' ? part : 'x'))
      .join('');
    const { widgets } = JSON.parse(text) as { widgets: { y: number }[] };
    expect(widgets.length).toBeGreaterThan(12);
    expect(new Set(widgets.map(({ y }) => y)).size).toBe(7);
  });
});

describe('the budget', () => {
  const budgetOf = (of: typeof template) => all('AWS::Budgets::Budget', of)[0]?.Properties;

  it('is there only when the stage asks for it', () => {
    expect(budgetOf(example)).toBeUndefined();
    expect(budgetOf(template)?.Budget).toMatchObject({
      BudgetLimit: { Amount: 20, Unit: 'USD' },
      TimeUnit: 'MONTHLY',
    });
    expect(budgetOf(template)?.Budget).not.toHaveProperty('CostFilters');
  });

  it('mails before it is spent and when it is going to be', () => {
    const mails = budgetOf(template)?.NotificationsWithSubscribers;
    expect(mails.map(({ Notification }: Resource['Properties']) => Notification)).toMatchObject([
      { NotificationType: 'ACTUAL', Threshold: 80 },
      { NotificationType: 'FORECASTED', Threshold: 100 },
    ]);
    for (const { Subscribers } of mails)
      expect(Subscribers).toEqual([{ SubscriptionType: 'EMAIL', Address: 'money@example.com' }]);
  });

  it('has no name of ours, so that whom it mails can be changed by a deployment', () => {
    for (const each of [template, watchedStage])
      expect(budgetOf(each)?.Budget).not.toHaveProperty('BudgetName');
  });

  it('counts what has the tag of the stage, when it is for the stage', () => {
    expect(budgetOf(watchedStage)?.Budget.CostFilters).toEqual({
      TagKeyValue: ['user:sealed-stream:stage$example'],
    });
  });
});

describe('what costs', () => {
  const tagsOf = ({ Properties }: Resource): Record<string, string> =>
    Object.fromEntries((Properties.Tags ?? []).map(({ Key, Value }: Record<string, string>) => [Key, Value]));

  it.each([
    'AWS::Lambda::Function',
    'AWS::Logs::LogGroup',
    'AWS::DynamoDB::Table',
    'AWS::SecretsManager::Secret',
    'AWS::KMS::Key',
    'AWS::SNS::Topic',
    'AWS::CloudWatch::Alarm',
  ])('%s says which stage and which part it is', (type) => {
    const found = all(type, example);
    expect(found.length).toBeGreaterThan(0);
    for (const resource of found)
      expect(tagsOf(resource)).toMatchObject({
        'sealed-stream:stage': 'example',
        'sealed-stream:component': expect.stringMatching(/^[a-zA-Z-]+$/),
      });
  });

  it("is told apart by function, and that function's log is counted with it", () => {
    for (const type of ['AWS::Lambda::Function', 'AWS::Logs::LogGroup'])
      expect(all(type, example).map((each) => tagsOf(each)['sealed-stream:component'])).toContain(
        'stream-webhook',
      );
  });
});
