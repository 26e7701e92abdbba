import { expect, it } from '@jest/globals';
import { deployedFunctions } from '../../infra/deployed-functions.ts';
import { background, fixed, functions, guard } from '../../operations/cost/assumptions.ts';
import { backgroundEnvironment } from '../../shared/background-environment.ts';
import { routes } from '../../shared/contract/routes.ts';
import { functionNamed, type Resource, resources, templates } from './template.ts';

const { example: template } = await templates();
const costed: Record<string, { memoryMb: number; secrets: number }> = functions;

const all = (type: string): Resource['Properties'][] =>
  Object.values(resources(template, type)).map(({ Properties }) => Properties);

it.each(deployedFunctions)(
  'the cost model has %s, with the memory that is deployed and the secrets it reads',
  (name) => {
    const { MemorySize, Environment } = functionNamed(template, name);
    const secrets = Object.keys(Environment.Variables).filter((variable) => variable.endsWith('_SECRET_ARN'));
    const guards = Object.values(routes).some((route) => route.name === name && route.access === 'user');
    expect(costed[name]).toMatchObject({
      memoryMb: MemorySize,
      secrets: secrets.length - (guards ? guard.secrets : 0),
    });
  },
);

it('the cost model has no other function, and knows those that no route leads to', () => {
  expect(Object.keys(functions).sort()).toEqual([...deployedFunctions].sort());
  expect([...background].sort()).toEqual(Object.keys(backgroundEnvironment).sort());
  const routed = Object.values(routes).map(({ name }) => name);
  expect([...routed, ...background].sort()).toEqual([...deployedFunctions].sort());
});

it('the cost model counts the secrets, keys and dashboards that there are', () => {
  expect(all('AWS::SecretsManager::Secret')).toHaveLength(fixed.secrets);
  expect(all('AWS::KMS::Key')).toHaveLength(fixed.keys);
  expect(all('AWS::CloudWatch::Dashboard')).toHaveLength(fixed.dashboards);
});

it('the cost model counts each metric that an alarm reads, and composite alarms apart', () => {
  const read = all('AWS::CloudWatch::Alarm').map(({ Metrics = [{ MetricStat: true }] }) =>
    Metrics.filter(({ MetricStat }: Resource['Properties']) => MetricStat !== undefined),
  );
  expect(read.flat()).toHaveLength(fixed.alarmMetrics);
  expect(all('AWS::CloudWatch::CompositeAlarm')).toHaveLength(fixed.compositeAlarms);
});

it('the cost model counts the routes that the gateway measures in detail', () => {
  const [stage] = all('AWS::ApiGatewayV2::Stage');
  expect(stage.DefaultRouteSettings.DetailedMetricsEnabled ?? false).toBe(false);
  const detailed = Object.values(stage.RouteSettings as Record<string, { DetailedMetricsEnabled?: boolean }>);
  expect(detailed.filter(({ DetailedMetricsEnabled }) => DetailedMetricsEnabled)).toHaveLength(
    fixed.routesInDetail,
  );
});

it('the cost model runs what has a clock as often as the clock does', () => {
  const minutes = all('AWS::Events::Rule').map(
    ({ ScheduleExpression }) => /^rate\((\d+) minutes\)$/.exec(ScheduleExpression)?.[1],
  );
  expect(minutes).toEqual(
    [fixed.reconcilerRuns, fixed.erasureRuns, fixed.streamSetups].map((runs) => String((730 * 60) / runs)),
  );
});
