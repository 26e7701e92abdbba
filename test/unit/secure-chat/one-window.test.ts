import { expect, it } from '@jest/globals';
import { oneWindow } from '../../../client-example/secure-chat/src/platform/windows.ts';

it('runs work of one name one after another, also after a failure, and other names beside it', async () => {
  const { exclusively } = oneWindow();
  const seen: string[] = [];
  let go = () => {};
  const first = exclusively('a', async () => {
    await new Promise<void>((resolve) => {
      go = resolve;
    });
    seen.push('first');
    throw new Error('failed');
  });
  const second = exclusively('a', async () => seen.push('second'));
  await exclusively('b', async () => seen.push('other'));
  go();
  await expect(first).rejects.toThrow('failed');
  await second;
  expect(seen).toEqual(['other', 'first', 'second']);
});
