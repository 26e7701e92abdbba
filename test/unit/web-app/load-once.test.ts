import { expect, it } from '@jest/globals';
import { loadOnce } from '../../../client-example/web/src/state/load-once.ts';

it('loads once, and again after a failure', async () => {
  let loads = 0;
  const load = loadOnce(async () => {
    loads += 1;
    if (loads === 1) throw new Error('offline');
    return loads;
  });
  await expect(load()).rejects.toThrow('offline');
  expect(await Promise.all([load(), load()])).toEqual([2, 2]);
});
