import { SERVICE_USER_ID } from '../../shared/contract/service-user.ts';
import { streamAppSettings } from '../../shared/domain/stream-settings.ts';
import { SWEPT_EVENTS } from '../../shared/domain/swept-events.ts';
import { differencesFrom } from './differences.ts';
import { QUEUE_UNKNOWN, queueNameOf, queueRegionOf } from './event-queue.ts';
import { ok, type Result, unknown, unless, wrong } from './finding.ts';
import type { Patient } from './patient.ts';
import { mendStream, withStream } from './with-stream.ts';

type EventHook = Record<string, unknown> & {
  hook_type?: string;
  enabled?: boolean;
  event_types?: string[];
  sqs_queue_url?: string;
  sqs_region?: string;
};

/** Whether Stream takes our API key and secret: a call with a server token. */
export const checkStreamSecret = (patient: Patient): Promise<Result> =>
  withStream(patient, async (ask) => {
    await ask((client) => client.getAppSettings());
    return ok('Stream takes the API key and secret');
  });

/** Whether Stream asks our hook before it stores a message, and leaves it time to answer. */
export const checkStreamApp = (patient: Patient): Promise<Result> =>
  withStream(patient, async (ask) => {
    const app = await readApp(ask);
    const { hookUrl } = patient;
    const { before_message_send_hook_url: url, ...others } = streamAppSettings(hookUrl ?? '');
    const problems = differencesFrom(app, others);
    if (hookUrl !== null && app.before_message_send_hook_url !== url)
      problems.unshift(
        `Stream asks ${describeUrl(app.before_message_send_hook_url)} before it stores a message, not ${url}`,
      );
    if (hookUrl === null && problems.length === 0)
      return unknown(
        'the settings are ours, but whether Stream asks our hook cannot be told without its address',
      );
    return unless(problems, 'Stream asks our hook, and its settings are ours', mendStream(patient));
  });

/** Whether Stream puts what it stores on the sweeper's queue. */
export const checkEventHook = (patient: Patient): Promise<Result> =>
  withStream(patient, async (ask) => {
    const hooks = ((await readApp(ask)).event_hooks ?? []) as EventHook[];
    const toQueues = hooks.filter(({ hook_type }) => hook_type === 'sqs');
    const { queueUrl } = patient;
    if (queueUrl === null) return judgeBlindly(toQueues, patient);
    const name = queueNameOf(queueUrl);
    const hook = toQueues.find(({ sqs_queue_url = '' }) => queueNameOf(sqs_queue_url) === name);
    if (!hook)
      return wrong(
        `no event hook of Stream leads to the queue ${name}: nothing is swept`,
        mendStream(patient),
      );
    return unless(problemsOf(hook, queueUrl), `messages go to the queue ${name}`, mendStream(patient));
  });

/** Whether the user is there that channels are made by. */
export const checkServiceUser = (patient: Patient): Promise<Result> =>
  withStream(patient, async (ask) => {
    const { users } = await ask((client) => client.queryUsers({ id: { $in: [SERVICE_USER_ID] } }));
    return users.some(({ id }) => id === SERVICE_USER_ID)
      ? ok(`the user ${SERVICE_USER_ID} is there`)
      : wrong(`Stream knows no user ${SERVICE_USER_ID}: no channel can be made`, mendStream(patient));
  });

const judgeBlindly = (toQueues: EventHook[], patient: Patient): Result =>
  toQueues.length === 0
    ? wrong('no event hook of Stream leads to any queue: nothing is swept', mendStream(patient))
    : unknown(QUEUE_UNKNOWN);

const readApp = async (ask: Parameters<Parameters<typeof withStream>[1]>[0]) =>
  ((await ask((client) => client.getAppSettings())).app ?? {}) as Record<string, unknown>;

const problemsOf = (hook: EventHook, queueUrl: string): string[] => {
  const types = hook.event_types ?? [];
  const region = queueRegionOf(queueUrl);
  const missing = SWEPT_EVENTS.filter((type) => types.length > 0 && !types.includes(type));
  return [
    hook.enabled === false && 'the event hook is switched off: nothing is swept',
    missing.length > 0 && `the event hook leaves out ${missing.join(', ')}`,
    pathOf(hook.sqs_queue_url) !== pathOf(queueUrl) && 'the event hook leads to a queue of another account',
    region !== null &&
      hook.sqs_region !== region &&
      `the event hook looks for the queue in another region than ${region}`,
  ].filter((problem) => typeof problem === 'string');
};

const pathOf = (url: string | undefined): string | undefined => URL.parse(url ?? '')?.pathname;

/** Only the place: an address may carry a key. */
const describeUrl = (value: unknown): string => {
  if (typeof value !== 'string' || value === '') return 'nobody';
  const url = URL.parse(value);
  return url ? `${url.origin}${url.pathname}` : 'an address that is none';
};
