import type { StageConfig } from '../../infra/stage-config.ts';
import { environment } from '../../shared/environment.ts';
import { awsProblem } from './aws-account.ts';
import { queueNameOf } from './check-stream-app.ts';
import { ok, type Result, unknown, wrong } from './finding.ts';
import type { Patient } from './patient.ts';

/** AWS keeps this many for the functions that have none set apart. */
const ALWAYS_UNRESERVED = 100;
const RAISE = 'have it raised: Service Quotas, AWS Lambda, Concurrent executions (L-B99A9384)';

const otherFunctions = Object.keys(environment).filter((name) => name !== 'stream-webhook');

/** A stage file's wishes, if it has any. */
type Reserved = Pick<StageConfig, 'stage'> & {
  hook?: { reservedConcurrency?: number | undefined };
  reservedConcurrency?: number | Readonly<Record<string, number | undefined>> | undefined;
};

/** Whether the account has the concurrency that the stage sets apart, and enough that the hook is not starved. */
export const checkConcurrency = (patient: Patient): Promise<Result> =>
  asking(async () => {
    const { all, unreserved } = await patient.account.concurrency();
    const asked = askedFor(patient.config);
    const says = `${all} at once in this account and region, ${unreserved} not set apart, ${asked} asked for`;
    if (all < ALWAYS_UNRESERVED)
      return wrong(
        `${says}: all functions of the account share them, and a throttled hook lets messages through`,
        RAISE,
      );
    if (asked > all - ALWAYS_UNRESERVED)
      return wrong(
        `${says}: AWS keeps ${ALWAYS_UNRESERVED} for the rest, so the next deployment fails`,
        RAISE,
      );
    return ok(says);
  });

/** Whether there are events that the sweeper gave up on. */
export const checkFailedEvents = (patient: Patient): Promise<Result> =>
  asking(async () => {
    const name = `${queueNameOf(patient)}-failed`;
    const queue = await patient.account.queue(name);
    if (!queue) return wrong(`there is no queue ${name}`, `npx cdk deploy -c stage=${patient.config.stage}`);
    const waiting = await patient.account.waiting(queue.url);
    return waiting === 0
      ? ok('the sweeper gave up on nothing')
      : wrong(
          `the sweeper gave up on ${waiting} events, which wait in ${name}`,
          'docs/runbook.md says what to do with them',
        );
  });

/** Whether an alarm of the stage rings. */
export const checkAlarms = (patient: Patient): Promise<Result> =>
  asking(async () => {
    const alarms = await patient.account.alarms(`sealed-stream-${patient.config.stage}-`);
    const ringing = alarms.filter(({ isRinging }) => isRinging).map(({ name }) => name);
    if (alarms.length === 0) return unknown('the stage has no alarms');
    return ringing.length === 0
      ? ok(`none of ${alarms.length} alarms rings`)
      : wrong(`alarms ring: ${ringing.join(', ')}`, 'docs/runbook.md has an article for each');
  });

const askedFor = ({ hook, reservedConcurrency: others }: Reserved): number => {
  const named = typeof others === 'object' ? Object.values(others) : otherFunctions.map(() => others);
  return [hook?.reservedConcurrency, ...named].reduce<number>((sum, each) => sum + (each ?? 0), 0);
};

const asking = async (check: () => Promise<Result>): Promise<Result> => {
  try {
    return await check();
  } catch (error) {
    return unknown(awsProblem(error));
  }
};
