import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export type FunctionScheduleProps = {
  stage: string;
  /** Of the function, and part of the rule's name. */
  name: string;
  /** What it does, for whoever looks at the rule. */
  does: string;
  calls: LambdaFunction;
  everyMinutes: number;
  /** True unless told. */
  enabled?: boolean;
};

const TOO_LATE = Duration.minutes(5);

/** Calls a function every so often. A run that fails is not repeated: the next goes on where it ended. */
export class FunctionSchedule extends Construct {
  constructor(scope: Construct, id: string, props: FunctionScheduleProps) {
    super(scope, id);
    const { stage, name, does, calls, everyMinutes, enabled = true } = props;
    const rule = new Rule(this, 'Rule', {
      ruleName: `sealed-stream-${stage}-${name}`,
      description: `Sealed Stream: ${does}`,
      schedule: Schedule.rate(Duration.minutes(everyMinutes)),
      enabled,
    });
    rule.addTarget(new FunctionTarget(calls, { retryAttempts: 0, maxEventAge: TOO_LATE }));
    // The target's attempts are those to hand the event over. Lambda by itself would run a failed one twice more.
    calls.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: TOO_LATE });
  }
}
