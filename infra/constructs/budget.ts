import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Construct } from 'constructs';
import type { StageConfig } from '../stage-config.ts';
import { STAGE_TAG } from '../tags.ts';

/** In percent of the month's budget. */
const SPENT = 80;
const FORECAST = 100;

export type BudgetProps = { stage: string; budget: NonNullable<StageConfig['budget']> };

/** Mails when most of the month's money is spent, and when the month is going to cost more than it may. Stops nothing. */
export class Budget extends Construct {
  constructor(scope: Construct, id: string, { stage, budget }: BudgetProps) {
    super(scope, id);
    const mail = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notification: {
        notificationType,
        threshold,
        thresholdType: 'PERCENTAGE',
        comparisonOperator: 'GREATER_THAN',
      },
      subscribers: [{ subscriptionType: 'EMAIL', address: budget.email }],
    });
    // Without a name of ours: whom it mails can only be changed by a new budget, which could not have the name of the old one.
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: budget.monthlyUsd, unit: 'USD' },
        ...(budget.of === 'stage' && { costFilters: { TagKeyValue: [`user:${STAGE_TAG}$${stage}`] } }),
      },
      notificationsWithSubscribers: [mail('ACTUAL', SPENT), mail('FORECASTED', FORECAST)],
    });
  }
}
