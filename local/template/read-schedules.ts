import type { LambdaSpec, ScheduleSpec } from './deployment.ts';
import type { Resolver } from './resolver.ts';

const RATE = /^rate\((\d+) (minute|hour|day)s?\)$/;
const MINUTES: Record<string, number> = { minute: 1, hour: 60, day: 1440 };

/** The rules of EventBridge that are on and call a function of ours. Throws for one that is no rate: this machine keeps no other time. */
export const readSchedules = (resolver: Resolver, functions: LambdaSpec[]): ScheduleSpec[] =>
  resolver
    .ofType('AWS::Events::Rule')
    .filter(([id]) => resolver.property(id, 'State') !== 'DISABLED')
    .flatMap(([id]) => {
      const [, count, unit = ''] = RATE.exec(String(resolver.property(id, 'ScheduleExpression'))) ?? [];
      if (count === undefined) throw new Error(`Template: ${id}.ScheduleExpression must be a rate`);
      const targets = (resolver.property(id, 'Targets') ?? []) as { Arn: unknown; Input?: string }[];
      return targets.flatMap(({ Arn, Input = '{}' }) => {
        const lambda = functions.find(({ arn }) => arn === Arn);
        const everyMinutes = Number(count) * (MINUTES[unit] ?? 1);
        return lambda ? [{ functionName: lambda.name, everyMinutes, event: Input }] : [];
      });
    });
