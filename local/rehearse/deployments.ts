import { readMetrics } from '../front-door/read-metrics.ts';
import { SECOND_TYPE, templateIn } from './assemblies.ts';
import type { Cloud } from './cloud.ts';
import { away, back, differences, must, readStream } from './stream-app.ts';

type Reading = Record<string, string>;
type Data = Record<string, string>;

const listed = (names: readonly string[]): string => names.join(', ') || 'nothing';

export const deployFirst = async (cloud: Cloud, assembly: string, before: Reading): Promise<string> => {
  const answer = await cloud.deploy(assembly);
  must(answer?.Data?.status === 'waiting for secrets', `the status is "${answer?.Data?.status}"`);
  const changed = differences(before, await readStream(cloud));
  must(changed.length === 0, `without an API key, Stream was changed: ${listed(changed)}`);
  return `the custom resource succeeds and says "${answer?.Data?.status}"`;
};

/** As `npm run secrets` does: writes the value, then has the function run. Done once, whatever Stream shows late. */
export const fillTheSecret = async (cloud: Cloud): Promise<string> => {
  cloud.fillSecret('stream', cloud.streamSecret);
  const { status, says } = await callSetup(cloud, {});
  must(status === 'configured', `it says: ${says}`);
  const { app } = await cloud.server.getAppSettings();
  must(
    app?.before_message_send_hook_url === `${cloud.gateway().url}/webhooks/stream`,
    `the hook leads to ${app?.before_message_send_hook_url}`,
  );
  must(
    app?.event_hooks?.length === 2,
    `there are ${app?.event_hooks?.length} event hooks, theirs and ours are 2`,
  );
  const { push_notifications: isPushed } = await cloud.server.getChannelType('encrypted');
  must(isPushed === true, 'push is off');
  return "Stream asks the hook, feeds the queue and pushes, and shows it; the team's own event hook is still there";
};

export const deployAgain = async (cloud: Cloud, assembly: string): Promise<string> => {
  const before = await readStream(cloud);
  must((await cloud.deploy(assembly)) === null, 'the same again asks Stream');
  const { status, changed } = await callSetup(cloud, {});
  must(status === 'configured' && changed === '', `asked to, it changed ${changed}`);
  const differing = differences(before, await readStream(cloud));
  must(differing.length === 0, `Stream has other values of ${listed(differing)}`);
  return 'the custom resource is left alone; when it is run all the same, it changes nothing at Stream';
};

type Assemblies = { first: string; second: string };

/** The deployment that an outage of Stream must not stop. */
export const changeWhileAway = async (cloud: Cloud, { first, second }: Assemblies): Promise<string> => {
  must(templateIn(first) !== templateIn(second), 'another setting gives the same template');
  const before = await readStream(cloud);
  away(cloud);
  const answer = await cloud.deploy(second);
  must(answer?.Data?.status === 'not configured', `the status is "${answer?.Data?.status}"`);
  const { status } = await callSetup(cloud, { retry: true });
  must(status === 'not configured', `tried again, the status is "${status}"`);
  must((readMetrics(cloud.logDir).StreamSetupPending ?? 0) > 0, 'the metric StreamSetupPending is 0');
  back(cloud);
  const changed = differences(before, await readStream(cloud));
  must(changed.length === 0, `Stream has other values of ${listed(changed)}`);
  return `one more encrypted channel type, and Stream away: deployed, "${answer?.Data?.status}", and the alarm has its metric`;
};

export const tryAgain = async (cloud: Cloud): Promise<string> => {
  const before = await readStream(cloud);
  const { status, changed } = await callSetup(cloud, { retry: true });
  must(status === 'configured', `the status is "${status}"`);
  const differing = differences(before, await readStream(cloud));
  must(listed(differing) === `type ${SECOND_TYPE}`, `Stream has other values of ${listed(differing)}`);
  must((await callSetup(cloud, { retry: true })).status === 'nothing to do', 'there is more to do');
  return `Stream is back, and the next try sets it up: ${changed} is changed, and nothing else`;
};

export const goBack = async (cloud: Cloud, first: string, before: Reading): Promise<string> => {
  await cloud.deploy(first);
  const name = `type ${SECOND_TYPE}`;
  const now = await readStream(cloud);
  must(now[name] === before[name], `the type ${SECOND_TYPE} is ${now[name]}`);
  return `the channel type ${SECOND_TYPE} is what it was before`;
};

export const deleteWhileAway = async (cloud: Cloud): Promise<string> => {
  away(cloud);
  const { Data } = await cloud.remove();
  back(cloud);
  must(Data?.status === 'not restored', `the status is "${Data?.status}"`);
  must(
    cloud.mails.length === 1 && cloud.mails[0] === Data?.says,
    `there are ${cloud.mails.length} mails of it`,
  );
  return 'with Stream away the custom resource goes all the same, and a mail says what is left to do';
};

export const putBack = async (cloud: Cloud, before: Reading): Promise<string> => {
  const { status, changed: did } = await callSetup(cloud, { retry: true });
  must(status === 'restored', `the status is "${status}"`);
  const changed = differences(before, await readStream(cloud));
  must(changed.length === 0, `Stream has other values of ${listed(changed)}`);
  return `Stream is as it was before the first deployment (${did})`;
};

const callSetup = async (cloud: Cloud, event: object): Promise<Data> => {
  const outcome = await cloud.gateway().invoke('configure-stream', JSON.stringify(event));
  if (!outcome.ok) throw new Error(outcome.error.errorMessage);
  return (JSON.parse(outcome.payload) as { Data?: Data }).Data ?? {};
};
