import { describe, expect, it } from '@jest/globals';
import { exactly, figureOf, inTurns } from '../../bench/figures.ts';

describe('figureOf', () => {
  it('answers the middle, and what nine tenths lie between', () => {
    const samples = Array.from({ length: 101 }, (_, n) => n).reverse();
    expect(figureOf(samples)).toEqual({ median: 50, low: 5, high: 95 });
  });

  it('takes the one sample there is for all three', () => {
    expect(figureOf([7])).toEqual(exactly(7));
  });
});

describe('inTurns', () => {
  it('does all of them in each turn, another one first each time, and leaves out the first turn', async () => {
    const order: string[] = [];
    const sample = (name: string, values: number[]) => async () => {
      order.push(name);
      return values.shift() ?? Number.NaN;
    };
    const found = await inTurns(2, { one: sample('one', [100, 1, 3]), other: sample('other', [200, 5, 5]) });
    expect(order.join(' ')).toBe('one other other one one other');
    expect(found).toEqual({ one: { median: 3, low: 1, high: 3 }, other: exactly(5) });
  });
});
