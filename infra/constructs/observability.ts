import type { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { StageConfig } from '../stage-config.ts';
import { Alarms, type Watched } from './alarms.ts';
import { Budget } from './budget.ts';
import { OperationsDashboard } from './operations-dashboard.ts';

export type ObservabilityProps = { config: StageConfig; key: Key; watched: Watched };

/** All that looks at the stage and does none of its work: alarms, the dashboard, the budget if there is one. */
export class Observability extends Construct {
  readonly alarms: Alarms;

  constructor(scope: Construct, id: string, { config, key, watched }: ObservabilityProps) {
    super(scope, id);
    const { stage, budget } = config;
    this.alarms = new Alarms(this, 'Alarms', { config, key, watched });
    new OperationsDashboard(this, 'Operations', { stage, watched, alarms: this.alarms.speaking });
    if (budget) new Budget(this, 'Budget', { stage, budget });
  }
}
