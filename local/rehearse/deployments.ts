import { SECOND_TYPE, templateIn } from './assemblies.ts';
import type { Cloud } from './cloud.ts';
import { differences, must, readStream } from './stream-app.ts';

type Reading = Record<string, string>;

const listed = (names: readonly string[]): string => names.join(', ') || 'nothing';

export const deployFirst = async (cloud: Cloud, assembly: string, before: Reading): Promise<string> => {
  const { Data } = await cloud.deploy(assembly);
  must(Data?.status === 'waiting for secrets', `the status is "${Data?.status}"`);
  const changed = differences(before, await readStream(cloud));
  must(changed.length === 0, `without an API key, Stream was changed: ${listed(changed)}`);
  return `the custom resource succeeds and says "${Data?.status}"`;
};

/** As `npm run secrets` does: writes the value, then has the function run. */
export const fillTheSecret = async (cloud: Cloud): Promise<string> => {
  cloud.fillSecret('stream', cloud.streamSecret);
  const outcome = await cloud.gateway().invoke('configure-stream', '{}');
  must(outcome.ok, outcome.ok ? '' : outcome.error.errorMessage);
  const { app } = await cloud.server.getAppSettings();
  must(
    app?.before_message_send_hook_url === `${cloud.gateway().url}/webhooks/stream`,
    `the hook leads to ${app?.before_message_send_hook_url}`,
  );
  must(
    app?.event_hooks?.length === 2,
    `there are ${app?.event_hooks?.length} event hooks, theirs and ours are 2`,
  );
  return "Stream asks the hook and feeds the queue; the team's own event hook is still there";
};

export const deployAgain = async (cloud: Cloud, assembly: string): Promise<string> => {
  const before = await readStream(cloud);
  const { Data } = await cloud.deploy(assembly);
  must(Data?.status === 'configured' && Data.changed === '', `it changed ${Data?.changed}`);
  const changed = differences(before, await readStream(cloud));
  must(changed.length === 0, `Stream has other values of ${listed(changed)}`);
  return 'the custom resource runs again and changes nothing at Stream';
};

export const changeAStage = async (
  cloud: Cloud,
  { first, second }: { first: string; second: string },
): Promise<string> => {
  must(templateIn(first) !== templateIn(second), 'another setting gives the same template');
  const before = await readStream(cloud);
  const { Data } = await cloud.deploy(second);
  const changed = differences(before, await readStream(cloud));
  must(listed(changed) === `type ${SECOND_TYPE}`, `Stream has other values of ${listed(changed)}`);
  return `one more encrypted channel type: ${Data?.changed} is changed, and nothing else`;
};

export const goBack = async (cloud: Cloud, first: string, before: Reading): Promise<string> => {
  await cloud.deploy(first);
  const name = `type ${SECOND_TYPE}`;
  const now = await readStream(cloud);
  must(now[name] === before[name], `the type ${SECOND_TYPE} is ${now[name]}`);
  return `the channel type ${SECOND_TYPE} is what it was before`;
};

export const deleteTheStack = async (cloud: Cloud, before: Reading): Promise<string> => {
  const { Data } = await cloud.remove();
  const changed = differences(before, await readStream(cloud));
  must(changed.length === 0, `Stream has other values of ${listed(changed)}`);
  return `Stream is as it was before the first deployment (${Data?.changed})`;
};
