import { describe, expect, it } from '@jest/globals';
import {
  type EnrolmentTransition,
  enrolmentTransitions,
} from '../../../shared/contract/enrolment-machine.ts';
import type { Bounds } from './enrolment-world.ts';
import { explore } from './explore.ts';

/** More of each takes minutes: `ENROLMENT_BOUNDS=1,1 npm run jest -- test/model/enrolment`. */
const [faults, slow] = process.env.ENROLMENT_BOUNDS?.split(',').map(Number) ?? [];
const WALKS: Bounds[] =
  faults === undefined || slow === undefined
    ? [
        { secondAccount: 'gets-it', faults: 1, slow: 0 },
        { secondAccount: 'is-refused', faults: 0, slow: 1 },
      ]
    : [
        { secondAccount: 'gets-it', faults, slow },
        { secondAccount: 'is-refused', faults, slow },
      ];

describe('two devices of one new person, whatever comes first', () => {
  it.each(WALKS)(
    'end with one identity that both have: a second account $secondAccount, faults $faults, slow $slow',
    async (bounds) => {
      const { violation, ...figures } = await explore(bounds);
      process.stdout.write(`enrolment, ${JSON.stringify(bounds)}: ${JSON.stringify(figures)}\n`);
      expect(violation).toBeNull();
      expect(figures.states).toBeGreaterThan(1_000);
    },
    3_600_000,
  );
});

describe('the explorer', () => {
  const rows = enrolmentTransitions as EnrolmentTransition[];
  const nameOf = ({ from, on, when }: EnrolmentTransition) => `${from} ${on} ${when.join(' ')}`;
  const changed = async (at: number, change: Partial<EnrolmentTransition>, bounds: Bounds) => {
    const before = rows[at] as EnrolmentTransition;
    rows[at] = { ...before, ...change };
    const { violation } = await explore(bounds).finally(() => {
      rows[at] = before;
    });
    return violation?.promise ?? null;
  };
  const rowOf = (name: string) => {
    const at = rows.findIndex((row) => nameOf(row) === name);
    if (at < 0) throw new Error(`no row ${name}`);
    return at;
  };
  const late: Bounds = { secondAccount: 'gets-it', faults: 1, slow: 1 };

  it('sees it when what is not saved yet is enrolled', async () => {
    const at = rowOf('saved enroll isThisAccount');
    expect(await changed(at, { when: [], from: 'storing' }, late)).not.toBeNull();
  });
});
