import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PUBLISHED_LAG_MS } from '../stream/lag.ts';
import { makeAssemblies } from './assemblies.ts';
import { openCloud } from './cloud.ts';
import {
  changeWhileAway,
  deleteWhileAway,
  deployAgain,
  deployFirst,
  fillTheSecret,
  goBack,
  putBack,
  tryAgain,
} from './deployments.ts';
import { reconcileWhatWasMissed, sweepPlaintext, tryTheHook } from './messages.ts';
import { readStream, setAsATeamMight } from './stream-app.ts';

/** One step that went as it must, in words. */
export type Step = { name: string; ms: number; outcome: string };

/**
 * Deploys the stack to stand-ins for AWS and Stream: first time, second time, with another setting while Stream is away, and
 * away while it is away, with the custom resource, the sweeper and the reconciler that would be deployed. Stream shows its
 * settings as late as its own tests allow for. Calls back after each step. Throws at the first thing that is not as it must be. Leaves nothing behind.
 */
export const rehearse = async (onStep: (step: Step) => void): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'sealed-stream-rehearsal-'));
  for (const name of ['first', 'second']) mkdirSync(join(folder, name));
  const step = async (name: string, work: () => Promise<string>) => {
    const began = performance.now();
    const outcome = await work();
    onStep({ name, ms: Math.round(performance.now() - began), outcome });
  };
  const cloud = await openCloud(folder);
  try {
    const made = { first: '', second: '' };
    await step('synthesize', async () => {
      const { sameAgain, ...assemblies } = await makeAssemblies(folder);
      Object.assign(made, assemblies);
      if (!sameAgain) throw new Error('An unchanged project came out with another template');
      return 'twice, and the template is the same to the letter, with the same bundles';
    });
    await setAsATeamMight(cloud);
    const before = await readStream(cloud);
    cloud.stream.faults.set({ lagMs: PUBLISHED_LAG_MS });
    await step('deploy', () => deployFirst(cloud, made.first, before));
    await step('fill the secret', () => fillTheSecret(cloud));
    await step('check the hook', () => tryTheHook(cloud));
    await step('deploy again', () => deployAgain(cloud, made.first));
    await step('change, Stream away', () => changeWhileAway(cloud, made));
    await step('try again', () => tryAgain(cloud));
    await step('sweep', () => sweepPlaintext(cloud));
    await step('reconcile', () => reconcileWhatWasMissed(cloud));
    await step('change it back', () => goBack(cloud, made.first, before));
    await step('delete, Stream away', () => deleteWhileAway(cloud));
    await step('put back', () => putBack(cloud, before));
  } finally {
    await cloud.close();
    rmSync(folder, { recursive: true, force: true });
  }
};
