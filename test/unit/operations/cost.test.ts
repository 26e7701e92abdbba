import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { costOf, type Options } from '../../../operations/cost/model.ts';
import { PRICES_OF, prices } from '../../../operations/cost/prices.ts';
import type { Load } from '../../../operations/cost/usage.ts';

const alone: Options = {
  provisioned: 0,
  isTraced: true,
  streamMonthly: 0,
  sealdMonthly: 0,
  codePrice: 0,
};
const amount = fc.integer({ min: 0, max: 100_000_000 });
const load = fc.record({ users: amount, messages: amount, members: fc.integer({ min: 1, max: 3000 }) });
const choice: fc.Arbitrary<Options> = fc.record({
  provisioned: fc.integer({ min: 0, max: 1000 }),
  isTraced: fc.boolean(),
  streamMonthly: fc.integer({ min: 0, max: 10_000 }),
  sealdMonthly: fc.integer({ min: 0, max: 10_000 }),
  codePrice: fc.double({ min: 0, max: 1, noNaN: true }),
});
const costs = (given: Load, options: Options) => costOf(given, options).monthlyUsd;

describe('the cost model', () => {
  it.each(['users', 'messages'] as const)('asks nowhere less for more %s', (part) => {
    fc.assert(
      fc.property(load, choice, amount, (given, options, more) => {
        const grown = { ...given, [part]: given[part] + more };
        for (const { item, monthlyUsd } of costOf(given, options).lines)
          expect(lineOf(item, grown, options)).toBeGreaterThanOrEqual(monthlyUsd);
      }),
      { numRuns: 50 },
    );
  });

  // From three on they look at the keys of all at once, so one line falls where another rises.
  it('never costs less for more members', () => {
    fc.assert(
      fc.property(load, choice, amount, (given, options, more) => {
        const grown = { ...given, members: given.members + more };
        expect(costs(grown, options)).toBeGreaterThanOrEqual(costs(given, options));
      }),
    );
  });

  it.each(['provisioned', 'streamMonthly', 'sealdMonthly', 'codePrice'] as const)(
    'never costs less for more %s',
    (part) => {
      fc.assert(
        fc.property(load, choice, fc.nat(1000), (given, options, more) => {
          const grown = { ...options, [part]: options[part] + more };
          expect(costs(given, grown)).toBeGreaterThanOrEqual(costs(given, options));
        }),
      );
    },
  );

  const lineOf = (item: string, given: Load, options: Options) =>
    costOf(given, options).lines.find((line) => line.item === item)?.monthlyUsd;

  it('costs the fixed part when nobody is there, and is the sum of its lines', () => {
    fc.assert(
      fc.property(load, choice, (given, options) => {
        const cost = costOf(given, options);
        const nobody = costOf({ ...given, users: 0, messages: 0 }, options);
        expect(cost.fixedUsd).toBe(nobody.monthlyUsd);
        expect(nobody.perThousandMessagesUsd).toBeUndefined();
        expect(cost.monthlyUsd).toBeCloseTo(
          cost.lines.reduce((sum, { monthlyUsd }) => sum + monthlyUsd, 0),
          6,
        );
        for (const { monthlyUsd } of cost.lines)
          expect(cost.dominant.monthlyUsd).toBeGreaterThanOrEqual(monthlyUsd);
      }),
    );
  });

  it('asks what a bill worked out by hand asks', () => {
    const { lines } = costOf({ users: 1000, messages: 1_000_000, members: 5 }, { ...alone, provisioned: 2 });
    const usd = (item: string) => lines.find((line) => line.item === item)?.monthlyUsd;
    // 1.05 calls a message of (4 ms, and a hundredth of 500 ms) with 1 GB
    expect(usd('Lambda stream-webhook')).toBeCloseTo(1_050_000 * 0.009 * 0.0000133334, 6);
    // two containers of 1 GB, all of a month of 730 hours
    expect(usd('Lambda kept ready')).toBeCloseTo(2 * 730 * 3600 * 0.0000033334, 6);
    expect(usd('Secrets')).toBeCloseTo(7 * 0.4, 6);
    // 31 for the stage, 24 routes and one that fails, twice 5 errors, thrice 2 refusals, thrice 2 outcomes, and 6 of the gateway
    expect(usd('Metrics')).toBeCloseTo((31 + 24 + 1 + 10 + 6 + 6 + 6) * 0.3, 6);
    expect(usd('Alarms')).toBeCloseTo(146 * 0.1, 6);
    // idle polling, one request an event to put it there, and two for each pair of events
    expect(usd('SQS')).toBeCloseTo(((657_000 + 1_200_000 + 1_200_000) * 0.4) / 1e6, 6);
  });

  it('leaves out what it has no price for, and traces when there are none', () => {
    const { lines } = costOf({ users: 1000, messages: 1000, members: 5 }, { ...alone, isTraced: false });
    for (const item of ['Stream', 'Seald', 'Codes sent by Seald', 'Traces'])
      expect(lines.find((line) => line.item === item)?.monthlyUsd).toBe(0);
  });
});

it('the prices have a date, a region, and each the page it is from and the page it was read on', () => {
  expect(Date.parse(PRICES_OF.date)).not.toBeNaN();
  for (const { usd, per, source, foundAt } of Object.values(prices)) {
    expect(usd).toBeGreaterThan(0);
    expect(per).toBeGreaterThan(0);
    expect(source).toMatch(/^https:\/\/aws\.amazon\.com\//);
    expect(foundAt).not.toBe('');
  }
});
