import { reservedInAll } from '../../infra/concurrency.ts';
import type { StageConfig } from '../../infra/stage-config.ts';
import { awsProblem } from './aws-account.ts';
import { QUEUE_UNKNOWN, queueNameOf } from './event-queue.ts';
import { ok, type Result, unknown, wrong } from './finding.ts';
import type { Patient } from './patient.ts';

/** AWS keeps this many for the functions that have none set apart. */
const ALWAYS_UNRESERVED = 100;
const RAISE = 'have it raised: Service Quotas, AWS Lambda, Concurrent executions (L-B99A9384)';

/** So many that are not set apart are room for the hook beside what AWS keeps. */
const ROOM = 200;

/** Whether the account has the concurrency that the stage sets apart, and enough that the hook is not starved. */
export const checkConcurrency = (patient: Patient): Promise<Result> =>
  asking(async () => {
    const { all, unreserved } = await patient.account.concurrency();
    const asked = reservedInAll(patient.config);
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
    if (patient.config.hook.reservedConcurrency === undefined && unreserved >= ROOM)
      return unknown(
        `${says}, none of it for the hook: any other function of the account could starve it`,
        'there is room: hook.reservedConcurrency in the stage file, at least as many as write at once, then deploy',
      );
    return ok(says);
  });

/** Whether there are events that the sweeper gave up on. */
export const checkFailedEvents = (patient: Patient): Promise<Result> =>
  asking(async () => {
    const { account, config, failedQueueUrl: url } = patient;
    if (url === null) return unknown(QUEUE_UNKNOWN);
    const waiting = await account.waiting(url);
    const name = queueNameOf(url);
    if (waiting === null)
      return wrong(`there is no queue ${name}`, `npx cdk deploy -c stage=${config.stage} makes it anew`);
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
    const { stage } = patient.config;
    const alarms = await patient.account.alarms(stage);
    const [ringing, gone, silent] = (['ALARM', 'GONE', 'INSUFFICIENT_DATA'] as const).map((state) =>
      alarms.filter((alarm) => alarm.state === state).map(({ name }) => name),
    ) as [string[], string[], string[]];
    if (alarms.length === 0) return unknown('the stage has no alarms');
    if (ringing.length > 0)
      return wrong(`alarms ring: ${ringing.join(', ')}`, 'docs/runbook.md has an article for each');
    if (gone.length > 0)
      return wrong(
        `alarms are gone: ${gone.join(', ')}`,
        `npx cdk drift SealedStream-${stage} -c stage=${stage}`,
      );
    const waited = neverSilent(patient.config).find(({ alarm }) =>
      silent.includes(`sealed-stream-${stage}-${alarm}`),
    );
    if (waited)
      return unknown(
        `no run of ${waited.runs} has ended well yet, so ${waited.alarm} cannot ring`,
        `look again ${waited.everyMinutes} minutes after the deployment; if it stays, docs/runbook.md#${waited.alarm}`,
      );
    return ok(`none of ${alarms.length} alarms rings`);
  });

/** Their metrics come from a clock, so they have data from the first run on: without any, the alarm would never speak. */
const neverSilent = ({ reconcile }: StageConfig) => [
  { alarm: 'reconciler-behind', runs: 'the reconciler', everyMinutes: reconcile.everyMinutes },
  { alarm: 'erasures-late', runs: 'the erasures', everyMinutes: 15 },
];

/** Whether alarms reach somebody, as far as the stage file says. */
export const checkAlarmMails = async ({ config: { stage, alarms } }: Patient): Promise<Result> =>
  alarms.emails.length > 0
    ? ok(`addresses that alarms go to: ${alarms.emails.length}; each must have confirmed a mail`)
    : unknown(
        `the stage file has nobody whom alarms are mailed to: unless a pager is subscribed to sealed-stream-${stage}-alarms by hand, nobody is told`,
        'alarms.emails in the stage file, then deploy',
      );

const asking = async (check: () => Promise<Result>): Promise<Result> => {
  try {
    return await check();
  } catch (error) {
    return unknown(awsProblem(error));
  }
};
