import { expect, it } from '@jest/globals';
import {
  advanceEnrolment,
  type EnrolmentRecord,
  LEASE_MS,
  newEnrolment,
} from '../../../shared/contract/enrolment-machine.ts';

const NOW = 1_000_000;
const turn = { device: 'one', leaseUntil: NOW + LEASE_MS };
const making: EnrolmentRecord = { state: 'making', attempt: 1, ...turn };
const storing: EnrolmentRecord = { state: 'storing', attempt: 1, ...turn, account: 'first' };

it('gives the first device that asks the turn of the first attempt', () => {
  const { record, answer } = advanceEnrolment(newEnrolment, { on: 'claim', device: 'one' }, NOW);
  expect([record, answer]).toEqual([making, 'go']);
});

it.each([making, storing])(
  'has another device wait that would store while it is $state, and keeps the record',
  (record) => {
    const store = { on: 'store', device: 'other', attempt: 1, account: 'second' } as const;
    expect(advanceEnrolment(record, store, NOW)).toEqual({ record, answer: 'wait' });
  },
);

it('hands back the record itself where nothing changes, by which whoever keeps it knows that there is nothing to write', () => {
  const saved: EnrolmentRecord = { ...storing, state: 'saved' };
  const again = { on: 'saved', attempt: 1, account: 'first' } as const;
  expect(advanceEnrolment(saved, again, NOW)).toMatchObject({ answer: 'go' });
  expect(advanceEnrolment(saved, again, NOW).record).toBe(saved);
  expect(advanceEnrolment(making, again, NOW).record).toBe(making);
});

it('takes a device that names no identity for none that is noted, also where none is: another place is used', () => {
  const unnamed = { ...storing, account: undefined };
  for (const record of [storing, unnamed])
    expect(advanceEnrolment(record, { on: 'claim', device: 'one' }, NOW).record).toMatchObject({
      state: 'making',
      attempt: 2,
    });
});
