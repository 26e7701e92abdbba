/** With mails to somebody, and a budget for the account or for what the stage spends. */
export const watchedSettings = {
  alarms: { emails: ['oncall@example.com'], challengesPerHour: 50 },
  budget: { monthlyUsd: 20, email: 'money@example.com' },
};
