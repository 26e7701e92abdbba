import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type EnrolmentTransition,
  enrolmentTransitions,
} from '../../../shared/contract/enrolment-machine.ts';
import { explore } from './explore.ts';
import { brokenByMachine } from './machine-promises.ts';

const rows = enrolmentTransitions as EnrolmentTransition[];
const whole = [...rows];
afterEach(() => {
  rows.splice(0, rows.length, ...whole);
});

const nameOf = ({ from, on, when }: EnrolmentTransition) => [from, on, ...when].join(' ');
type Missing = { name: string; at: number; put: EnrolmentTransition[] };

/** The machine without one of its guards, one of its changes, or one of its rows. */
const missing: Missing[] = whole.flatMap((row, at) => [
  ...row.when.map((guard) => ({
    name: `${nameOf(row)}: guard ${guard}`,
    at,
    put: [{ ...row, when: row.when.filter((other) => other !== guard) }],
  })),
  ...row.set.map((change) => ({
    name: `${nameOf(row)}: change ${change}`,
    at,
    put: [{ ...row, set: row.set.filter((other) => other !== change) }],
  })),
  { name: nameOf(row), at, put: [] },
]);

const take = (name: string) => {
  const found = missing.find((one) => one.name === name);
  if (!found) throw new Error(`no ${name}`);
  rows.splice(found.at, 1, ...found.put);
};

describe('the machine', () => {
  it('keeps its promises at every record and every event', () => {
    expect(brokenByMachine()).toBeNull();
  });

  it.each(missing)('breaks one without $name', ({ name }) => {
    take(name);
    expect(brokenByMachine()).not.toBeNull();
  });
});

describe('the explorer', () => {
  it.each([
    ['making claim isLeaseOver: guard isLeaseOver', 0, 0],
    ['making store isHolder isThisAttempt: change account', 0, 0],
    ['storing claim isLeaseOver: guard isLeaseOver', 0, 0],
    ['storing claim isLeaseOver: change attempt', 0, 1],
    ['making claim isLeaseOver', 1, 0],
    ['storing claim isHolder: change attempt', 1, 1],
  ])('sees two devices come to harm without %s', async (name, faults, slow) => {
    take(name);
    expect((await explore({ secondAccount: 'gets-it', faults, slow })).violation).not.toBeNull();
  });
});
