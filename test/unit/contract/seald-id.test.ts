import { expect, it } from '@jest/globals';
import { SEALD_ID_PREFIX, sealdIdOf } from '../../../shared/contract/seald-id.ts';

const PREFIXES = [
  'PROD',
  'PROD_EU',
  'PROD_',
  '_PROD',
  'P',
  'P_R_O_D',
  'prod',
  'PROD-EU',
  'X'.repeat(32),
  'X'.repeat(33),
  '',
];
const USERS = ['alice', 'EU_alice', '_alice', 'EU__alice', 'R_O_D_alice', '-alice'];

it('no two stages have a user of one Seald id, whatever prefixes they may have', () => {
  const allowed = PREFIXES.filter((prefix) => SEALD_ID_PREFIX.test(prefix));
  expect(allowed).toEqual(['PROD', 'P', 'prod', 'X'.repeat(32)]);
  const ids = allowed.flatMap((prefix) => USERS.map((user) => sealdIdOf(prefix, user)));
  expect(new Set(ids).size).toBe(allowed.length * USERS.length);
});
