import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { costOf } from '../../../operations/cost/model.ts';
import { alternativeLines } from '../../bench/alternative/cost.ts';
import { ALTERNATIVE_PRICES_OF, prices, sharedCalls } from '../../bench/alternative/cost-assumptions.ts';

const loadOf = (users: number) => ({ users, messages: users * 300, members: 5 });
const usd = (users: number, item: string) =>
  alternativeLines(loadOf(users)).find((line) => line.item === item)?.monthlyUsd;

describe("the cost of the article's design", () => {
  it('asks what a bill worked out by hand asks', () => {
    expect(usd(1, 'Tasks')).toBeCloseTo(2 * 0.25 * 0.03238 * 730, 6);
    expect(usd(1, 'Memory of tasks')).toBeCloseTo(2 * 0.5 * 0.00356 * 730, 6);
    expect(usd(1, 'Load balancer')).toBeCloseTo(0.0225 * 730, 6);
    expect(usd(1, 'Database')).toBeCloseTo(0.032 * 730, 6);
    expect(usd(1, 'Public addresses')).toBeCloseTo(4 * 0.005 * 730, 6);
    // 90 tokens, 44 starts, a tenth signs up and enrols, twice a tenth and a tenth more of codes, 300 messages of 1.05 hook calls
    const requests = 1000 * (90 + 44 + 0.1 + 0.1 + 0.3 + 315);
    expect(usd(1000, 'Load balancer units')).toBeCloseTo((requests / 25 / 3600) * 0.008, 6);
    expect(usd(1000, 'Logs')).toBeCloseTo((requests * 600 * 0.5) / 1e9, 6);
  });

  it('never costs less for more people, and takes a task more when two are too few', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.nat(10_000_000), (users, more) => {
        const grown = alternativeLines(loadOf(users + more));
        for (const [index, { monthlyUsd }] of alternativeLines(loadOf(users)).entries())
          expect(grown[index]?.monthlyUsd).toBeGreaterThanOrEqual(monthlyUsd);
      }),
    );
    expect(usd(1_000_000, 'Tasks')).toBeGreaterThan(usd(1, 'Tasks') ?? 0);
  });

  it('is held against the cost of the same calls of ours', () => {
    const options = { provisioned: 0, isTraced: false, streamMonthly: 0, sealdMonthly: 0, codePrice: 0 };
    const lines = costOf(loadOf(1000), { ...options, only: sharedCalls }).lines;
    const called = lines.filter(({ unit, quantity }) => unit === 'GB-seconds' && quantity > 0);
    expect(called.map(({ item }) => item).sort()).toEqual(
      [...sharedCalls].map((name) => `Lambda ${name}`).sort(),
    );
  });

  it('has prices with a date, the page each is from and the page it was read on', () => {
    expect(Date.parse(ALTERNATIVE_PRICES_OF.date)).not.toBeNaN();
    for (const { usd: amount, source, foundAt } of Object.values(prices)) {
      expect(amount).toBeGreaterThan(0);
      expect(source).toMatch(/^https:\/\/aws\.amazon\.com\//);
      expect(foundAt).not.toBe('');
    }
  });
});
