import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createReportSeal, openReport, recipientOf } from '../../../shared/adapters/report-seal.ts';

const newIdentity = () => randomBytes(32).toString('base64url');
const [current, former, other] = [newIdentity(), newIdentity(), newIdentity()];
const REPORT = JSON.stringify({ words: 'Grüße 👋' });
const seal = createReportSeal(recipientOf(current));

describe('a report', () => {
  it('opens with the identity it was sealed for, whatever others there are, and with no other', async () => {
    const sealed = await seal('r1', REPORT);
    expect(await openReport([current], 'r1', sealed)).toBe(REPORT);
    expect(await openReport([other, former, current], 'r1', sealed)).toBe(REPORT);
    expect(await openReport([other, former], 'r1', sealed)).toBeNull();
    expect(await openReport([], 'r1', sealed)).toBeNull();
  });

  it('does not open under another id, nor with a byte changed, whichever', async () => {
    const sealed = await seal('r1', REPORT);
    expect(await openReport([current], 'r2', sealed)).toBeNull();
    for (let at = 0; at < sealed.length; at++) {
      const changed = Uint8Array.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(await openReport([current], 'r1', changed)).toBeNull();
    }
    expect(await openReport([current], 'r1', sealed.subarray(0, 20))).toBeNull();
  });

  it('is sealed to other bytes each time, and to none for a key of nobody', async () => {
    expect(await seal('r1', REPORT)).not.toEqual(await seal('r1', REPORT));
    await expect(createReportSeal('A'.repeat(43))('r1', REPORT)).rejects.toThrow();
  });

  it('has the public key of RFC 7748 (section 6.1)', () => {
    expect(recipientOf('dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo')).toBe(
      'hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo',
    );
  });
});
