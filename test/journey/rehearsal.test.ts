import { expect, it } from '@jest/globals';
import { rehearse, type Step } from '../../local/rehearse/rehearse.ts';

/** Twice `cdk synth` with bundles at the first time; a fraction of it later. */
const TIMEOUT_MS = 180_000;

it(
  'deploys, deploys again to no effect, changes and goes while Stream is away, sweeps, and leaves no trace',
  async () => {
    const steps: Step[] = [];
    await rehearse((step) => steps.push(step), { lagMs: 1_000 });
    expect(steps.map(({ name }) => name)).toEqual([
      'synthesize',
      'deploy',
      'fill the secret',
      'check the hook',
      'deploy again',
      'change, Stream away',
      'try again',
      'sweep',
      'reconcile',
      'change it back',
      'delete, Stream away',
      'put back',
    ]);
    for (const { outcome } of steps) expect(outcome).not.toBe('');
  },
  TIMEOUT_MS,
);
