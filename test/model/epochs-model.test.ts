import { describe, it } from '@jest/globals';
import * as fc from 'fast-check';
import { play, story } from './run.ts';

/* `npm run model -- --runs 2000` plays more; `--seed=n --path p` plays again what failed. */
describe('the epochs of a channel', () => {
  it('keep their promises whatever five people, their networks and the operator do', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (told) => void (await play(told))),
      { numRuns: 150, endOnFailure: true },
    );
  }, 60_000);
});
