/** What a route of people's apps is counted under: each caller has one bucket of each. How much is in them is the stage's to say. */
export const budgetNames = ['account', 'channels', 'members', 'epochs', 'reports', 'reads', 'keys'] as const;
export type BudgetName = (typeof budgetNames)[number];
