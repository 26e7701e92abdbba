import { describe, expect, it } from '@jest/globals';
import { type CodeRules, ledgerEndsAt, secondsToWait } from '../../../shared/domain/code-ledger.ts';

const START = Date.parse('2026-11-22T10:00:00.000Z');
const DAY = 86_400;
const rules: CodeRules = { codes: 5, coolDowns: [30, 60, 120], factors: 2 };

const at = (seconds: number) => START + seconds * 1_000;
/** Codes at these seconds, to one factor unless told. */
const codes = (...seconds: number[]) => seconds.map((second) => codeTo('a', second));
const codeTo = (factor: string, second: number) => ({ id: `${factor}${second}`, at: at(second), factor });
const wait = (sent: ReturnType<typeof codes>, second: number, { factor = 'a', of = rules } = {}) =>
  secondsToWait(sent, { at: at(second), factor }, of);

describe('a ledger of codes', () => {
  it('lets the first go at once, and has each next one wait longer', () => {
    expect(wait([], 0)).toBe(0);
    expect(wait(codes(0), 0)).toBe(30);
    expect(wait(codes(0), 29.5)).toBe(1);
    expect(wait(codes(0), 30)).toBe(0);
    expect(wait(codes(0, 30), 30)).toBe(60);
    expect(wait(codes(0, 30, 90), 90)).toBe(120);
    expect(wait(codes(0, 30, 90, 210), 210)).toBe(120);
  });

  it('counts any 24 hours: no midnight starts it anew', () => {
    const full = codes(0, 100, 300, 600, 900);
    expect(wait(full, 1_000)).toBe(DAY - 1_000);
    expect(wait(full, DAY - 1)).toBe(1);
    expect(wait(full, DAY)).toBe(0);
    expect(wait([...full.slice(1), ...codes(DAY)], DAY + 1)).toBe(119); // the cool-down is longer than the 99 until the next may go
  });

  it('says when the first moment is at which all rules let it go', () => {
    const few: CodeRules = { codes: 5, coolDowns: [10, 5_000] };
    // Once the older of the two has ceased to count, the shorter wait holds.
    const two = codes(0, DAY - 100);
    expect(wait(two, DAY - 100, { of: few })).toBe(100);
  });

  it('allows few different factors, and those there were as often as the rest allows', () => {
    const sent = [codeTo('a', 0), codeTo('b', 1_000)];
    expect(wait(sent, 2_000, { factor: 'a' })).toBe(0);
    expect(wait(sent, 2_000, { factor: 'c' })).toBe(DAY - 2_000);
    expect(wait(sent, DAY, { factor: 'c' })).toBe(0);
  });

  it('is over when its last code ceases to count', () => {
    expect(ledgerEndsAt(codes(0, 100))).toBe(at(100) / 1_000 + DAY);
    expect(wait(codes(0, 100), DAY + 100)).toBe(0);
  });
});
