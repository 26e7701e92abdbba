import { randomBytes } from 'node:crypto';
import { logGroupOf } from '../stage.ts';
import { ok, type Result, unknown, wrong } from './finding.ts';
import { callHook, encryptedBody, type HookAnswer, plainBody } from './hook-call.ts';
import type { Patient } from './patient.ts';
import { failureOf } from './problem-words.ts';

/** Stream waits this long for the hook, and then lets the message through (stream.md section 9.2). */
export const HOOK_BUDGET_MS = 1500;
const CALLS = 5;

type Ask = (answer: (secret: string) => Promise<Result>) => Promise<Result>;

/** Whether the hook lets through what has the form of an encrypted message. */
export const checkHookAccepts = (patient: Patient): Promise<Result> =>
  withHook(patient)(async (secret) => {
    const { status, isRefusal } = await callHook(patient, encryptedBody(), secret);
    if (status === 401) return refusesSignature(patient);
    if (status === 200 && !isRefusal) return ok('a signed, encrypted message passes');
    return wrong(
      status === 200
        ? 'the hook refuses an encrypted message'
        : `the hook answers ${status} to a signed call`,
      lookAtLog(patient),
    );
  });

/** Whether the hook refuses clear text in an encrypted channel: the promise of the product. */
export const checkHookRefuses = (patient: Patient): Promise<Result> =>
  withHook(patient)(async (secret) => {
    const { status, isRefusal } = await callHook(patient, plainBody(), secret);
    if (status === 401) return refusesSignature(patient);
    if (status === 200 && isRefusal) return ok('clear text in an encrypted channel is refused');
    return wrong(
      status === 200
        ? 'the hook LETS CLEAR TEXT PASS in an encrypted channel'
        : `the hook answers ${status} to clear text: Stream lets the message through then`,
      `deploy what is in this folder: npx cdk deploy -c stage=${patient.config.stage}. ${lookAtLog(patient)}`,
    );
  });

/** Whether somebody without the API secret is turned away, with a wrong signature and with none. */
export const checkHookSignature = (patient: Patient): Promise<Result> =>
  withHook(patient)(async () => {
    const body = encryptedBody();
    const forged = await callHook(patient, body, randomBytes(32).toString('hex'));
    const unsigned = await callHook(patient, body, null);
    if (forged.status === 401 && unsigned.status === 401) return ok('calls that Stream did not sign get 401');
    return wrong(
      `calls that Stream did not sign get ${forged.status} and ${unsigned.status}, not 401`,
      lookAtLog(patient),
    );
  });

/** How long the hook takes, as seen from this machine: Stream's way to it is another. */
export const checkHookBudget = (patient: Patient): Promise<Result> =>
  withHook(patient)(async (secret) => {
    const answers: HookAnswer[] = [];
    for (let call = 0; call < CALLS; call++) answers.push(await callHook(patient, encryptedBody(), secret));
    return judgeTimes(answers.map(({ ms }) => Math.round(ms)));
  });

const judgeTimes = (times: readonly number[]): Result => {
  const sorted = [...times].sort((one, other) => one - other);
  const p50 = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const says = `${times.length} calls from here: p50 ${p50} ms, max ${sorted.at(-1)} ms, of ${HOOK_BUDGET_MS} ms`;
  const isSlow = (ms: number) => ms > HOOK_BUDGET_MS;
  if (times.slice(1).some(isSlow))
    return wrong(
      `${says}: Stream lets messages through that the hook is too slow for`,
      'look at the stack’s dashboard; more memory, or hook.provisionedConcurrency in the stage file',
    );
  if (times.some(isSlow))
    return unknown(
      `${says}: only the first was too slow, which may be a cold start`,
      'run it again; if it stays, hook.provisionedConcurrency in the stage file keeps the hook warm',
    );
  return ok(says);
};

const withHook =
  ({ hookUrl, stream }: Patient): Ask =>
  async (answer) => {
    if (hookUrl === null) return unknown('the address of the hook is not known');
    if (!stream)
      return unknown('the secret stream is not usable, so the hook cannot be called as Stream does');
    try {
      return await answer(stream.secret.apiSecret);
    } catch (error) {
      return wrong(
        `the hook did not answer: ${failureOf(error)}. Stream lets every message through then`,
        `look whether ${hookUrl} can be reached from this machine`,
      );
    }
  };

const refusesSignature = ({ config }: Patient): Result =>
  wrong(
    'the hook does not know the API secret that is in Secrets Manager (401): it lets every message through',
    `after a change of the secret, wait five minutes; else deploy again: npx cdk deploy -c stage=${config.stage}`,
  );

const lookAtLog = ({ config }: Patient): string =>
  `the hook’s log group is ${logGroupOf(config.stage, 'stream-webhook')}`;
