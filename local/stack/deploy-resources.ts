import { join } from 'node:path';
import { deployResource } from '../cloudformation/custom-resources.ts';
import { readKnownResources, writeKnownResources } from '../cloudformation/known-resources.ts';
import type { Setting } from './setting.ts';
import type { Api } from './start-api.ts';
import type { Base } from './start-base.ts';

/**
 * Runs the template's custom resources as a deployment would, with the functions that are deployed: Stream's hooks lead to
 * the gateway and the queue then, and the encrypted channel types are there. A start after the first is an update.
 */
export const deployResources = async (
  setting: Setting,
  { deployment }: Base,
  { api }: Api,
): Promise<void> => {
  const file = join(setting.stateDir, 'custom-resources.json');
  const known = readKnownResources(file);
  for (const resource of deployment.customResources)
    await setting.parts.done(
      'stream settings',
      async () => {
        const deployed = await deployResource(api.invoke, resource, known[resource.logicalId]);
        known[resource.logicalId] = deployed.known;
        writeKnownResources(file, known);
        return deployed.answer;
      },
      ({ Data }) => Data?.status ?? '',
    );
};
