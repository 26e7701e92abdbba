import { describe, expect, it } from '@jest/globals';
import type { Bounds } from './enrolment-world.ts';
import { explore } from './explore.ts';

/** All of it takes a minute: `ENROLMENT_BOUNDS=1,1 npm run jest -- test/model/enrolment/enrolment.test.ts`. */
const given = process.env.ENROLMENT_BOUNDS?.split(',').map(Number);
const WALKS = (
  given
    ? [given]
    : [
        [1, 0],
        [0, 1],
      ]
).flatMap(([faults = 0, slow = 0]): Bounds[] => [
  { secondAccount: 'gets-it', faults, slow },
  { secondAccount: 'is-refused', faults, slow },
]);

describe('two devices of one new person, whatever comes first', () => {
  it.each(WALKS)(
    'end with one identity that both have: a second account $secondAccount, faults $faults, slow $slow',
    async (bounds) => {
      const { violation, ...figures } = await explore(bounds);
      process.stdout.write(`enrolment, ${JSON.stringify(bounds)}: ${JSON.stringify(figures)}\n`);
      expect(violation).toBeNull();
      expect(figures.states).toBeGreaterThan(5_000);
    },
    600_000,
  );
});
