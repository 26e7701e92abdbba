import { AlarmStatusWidget, Dashboard, type IAlarm, PeriodOverride } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Watched } from './alarms.ts';
import {
  backgroundRow,
  barrierRow,
  costRow,
  onboardingRow,
  resourcesRow,
  trafficRow,
} from './dashboard-rows.ts';

export type OperationsDashboardProps = { stage: string; watched: Watched; alarms: IAlarm[] };

/** The one page to look at: alarms on top, then what people feel, then what lies under it, and what costs. */
export class OperationsDashboard extends Construct {
  constructor(scope: Construct, id: string, { stage, watched, alarms }: OperationsDashboardProps) {
    super(scope, id);
    const dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: `sealed-stream-${stage}`,
      periodOverride: PeriodOverride.INHERIT,
    });
    dashboard.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms, width: 24, height: 3 }));
    dashboard.addWidgets(...trafficRow(stage, watched));
    dashboard.addWidgets(...barrierRow(stage, watched));
    dashboard.addWidgets(...onboardingRow(stage));
    dashboard.addWidgets(...backgroundRow(stage, watched));
    dashboard.addWidgets(...resourcesRow(stage, watched));
    dashboard.addWidgets(...costRow(stage, watched));
  }
}
