import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { StageConfig } from '../stage-config.ts';

export type ReconcileScheduleProps = { config: StageConfig; reconcile: LambdaFunction };

const TOO_LATE = Duration.minutes(5);

/** Has the reconciler look, every so often, for what the sweeper was not told of. A run that fails is not repeated: the next goes on. */
export class ReconcileSchedule extends Construct {
  constructor(scope: Construct, id: string, { config, reconcile }: ReconcileScheduleProps) {
    super(scope, id);
    const { stage, reconcile: settings } = config;
    const rule = new Rule(this, 'Rule', {
      ruleName: `sealed-stream-${stage}-reconcile`,
      description: 'Sealed Stream: looks for what the sweeper missed',
      schedule: Schedule.rate(Duration.minutes(settings.everyMinutes)),
      enabled: settings.enabled,
    });
    rule.addTarget(new FunctionTarget(reconcile, { retryAttempts: 0, maxEventAge: TOO_LATE }));
    // The target's attempts are those to hand the event over. Lambda by itself would run a failed one twice more.
    reconcile.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: TOO_LATE });
  }
}
