import { describe, expect, it } from '@jest/globals';
import { percentile, recoveriesOf } from './figures.ts';
import { faultsOf, openLedger } from './ledger.ts';
import { makePlan } from './plan.ts';

/** Three messages of one device, of which the last is not told to be sent. */
const written = () => {
  const ledger = openLedger();
  const entries = [1, 2, 3].map((at) => ledger.write('one', 4, 1, at * 100));
  for (const entry of entries.slice(0, 2)) ledger.sent(entry, entry.writtenAtMs + 50);
  return { ledger, entries };
};
const read = (...texts: string[]) => ({ cid: 'one', person: 0, device: 0, texts });

describe('what is read at the end', () => {
  it.each([
    ['all in order', ['4/1/1', '4/1/2', '4/1/3'], []],
    ['without one that nobody was told of', ['4/1/1', '4/1/2'], []],
    ['without one that was sent', ['4/1/2', '4/1/3'], ['lost']],
    ['one twice', ['4/1/1', '4/1/2', '4/1/2'], ['twice']],
    ['one overtaken', ['4/1/2', '4/1/1'], ['order']],
    ['another author between', ['4/1/1', '5/0/9', '4/1/2'], []],
  ])('%s', (_, texts, kinds) => {
    const faults = faultsOf(read(...texts), written().ledger.entries());
    expect(faults.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('is held against what was written in this conversation only', () => {
    const { ledger } = written();
    ledger.sent(ledger.write('two', 4, 1, 0), 1);
    expect(faultsOf(read('4/1/1', '4/1/2'), ledger.entries())).toEqual([]);
  });
});

describe('the time to recover', () => {
  const on = (network: number) => (): number => network;

  it('is from the last end of what stood in the way until the sender was told', () => {
    const { entries } = written();
    const [first] = entries;
    if (!first) throw new Error('nothing written');
    first.settledAtMs = 900;
    const outages = [
      { network: 2, fromMs: 50, untilMs: 300 },
      { network: 2, fromMs: 400, untilMs: 600 },
      { network: 3, fromMs: 400, untilMs: 800 },
      { fromMs: 650, untilMs: 700 },
      { fromMs: 0, untilMs: 90 },
    ];
    expect(recoveriesOf([first], outages, on(2))).toEqual([200]);
    expect(recoveriesOf([first], outages.slice(0, 2), on(2))).toEqual([300]);
    expect(recoveriesOf([first], outages.slice(4), on(2))).toEqual([]);
  });

  it('has percentiles', () => {
    const values = Array.from({ length: 100 }, (_, n) => 100 - n);
    expect([percentile(values, 0.5), percentile(values, 0.99), percentile([], 0.5)]).toEqual([51, 100, 0]);
  });
});

describe('a plan', () => {
  const size = { seed: 5, people: 40, seconds: 60 };

  it('is the same for the same seed, and another for another', () => {
    expect(makePlan(size)).toEqual(makePlan(size));
    expect(makePlan({ ...size, seed: 6 }).troubles.writing).not.toEqual(makePlan(size).troubles.writing);
  });

  it('has both devices of everybody set up, everybody in two conversations, and every kind of trouble', () => {
    const { arrivals, talks, troubles } = makePlan(size);
    expect(new Set(arrivals.map(({ person, device }) => `${person}/${device}`)).size).toBe(80);
    const memberships = talks.flatMap(({ members }) => members);
    expect(new Set(memberships).size).toBe(40);
    expect(memberships).toHaveLength(80);
    expect([...new Set(troubles.writing.map(({ kind }) => kind))].sort()).toEqual([
      'answers-lost',
      'device-restart',
      'network-cut',
      'network-silent',
      'part-restart',
      'sockets-dropped',
      'stream-refuses',
    ]);
  });
});
