import { globSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { BENCHES } from '../../bench/benches.ts';

it('runs every bench there is', () => {
  const folders = globSync('test/bench/*/bench.ts').map((file) => file.split('/').at(-2) ?? '');
  expect([...BENCHES].sort()).toEqual(folders.sort());
});
