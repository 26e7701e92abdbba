import { expect, it } from '@jest/globals';
import { isGood } from './chaos/figures.ts';
import { runChaos } from './chaos/run-chaos.ts';

/** `npm run lab:chaos` is the same for two hundred people. */
it('a few people lose nothing while everything breaks', async () => {
  const figures = await runChaos({ seed: 1, people: 4, seconds: 6, restSeconds: 90 });
  expect(figures.faults).toEqual([]);
  expect(isGood(figures) ? 'good' : figures).toBe('good');
  expect(figures).toMatchObject({ people: 4, devices: 8, enrolled: 4, duplicateIdentities: 0 });
}, 120_000);
