import type { Setting } from './setting.ts';
import type { Api } from './start-api.ts';
import type { Base } from './start-base.ts';

const MINUTE_MS = 60_000;

/**
 * Calls the functions that the template has a clock call, for the first time one period after the start, as EventBridge does. What a run says is in the function's
 * log; a failure is told, and the next run goes on.
 */
export const runSchedules = async (
  { parts, say }: Setting,
  { deployment }: Base,
  { api }: Api,
): Promise<void> => {
  for (const { functionName, everyMinutes, event } of deployment.schedules)
    await parts.up(`clock of ${functionName}`, async () => {
      let running = Promise.resolve();
      const run = async () => {
        const outcome = await api.invoke(functionName, event);
        if (!outcome.ok) say(`${functionName}: a run failed (${outcome.error.errorType})`);
      };
      const timer = setInterval(() => {
        running = running.then(run).catch(() => {});
      }, everyMinutes * MINUTE_MS);
      return {
        close: async () => {
          clearInterval(timer);
          await running;
        },
      };
    });
};
