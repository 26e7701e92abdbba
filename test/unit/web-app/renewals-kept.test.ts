import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { sharedRenewals } from '../../../client-example/web/src/auth/shared-renewals.ts';
import { databaseKeyName, namesIn } from '../../../client-example/web/src/state/memory.ts';
import { fakeStorage } from '../../support/fake-storage.ts';

const spent = (refreshToken: string) => ({ userId: 'alice', refreshToken });
let memory: Storage;

beforeEach(() => {
  memory = fakeStorage();
  memory.setItem(databaseKeyName('alice'), 'key');
});
afterEach(() => {
  jest.restoreAllMocks();
});
const signOut = () => {
  for (const name of namesIn(memory, 'alice')) memory.removeItem(name);
};
/** With this done first when something is kept the next time. */
const keeping = (before: () => void): Storage =>
  new Proxy(memory, {
    get: (target, key) =>
      key === 'setItem'
        ? (name: string, value: string) => {
            before();
            target.setItem(name, value);
          }
        : Reflect.get(target, key),
  });

describe('what a window got for a refresh token', () => {
  it('is not left once the person has signed out', async () => {
    signOut();
    await sharedRenewals({ localStorage: memory }).leave(spent('one'), 'renewed');
    expect(Object.keys(memory)).toEqual([]);
  });

  it('is not left when they sign out while it is encrypted, nor at the moment when it is kept', async () => {
    const leaving = sharedRenewals({ localStorage: memory }).leave(spent('one'), 'renewed');
    signOut();
    await leaving;
    expect(Object.keys(memory)).toEqual([]);
    memory.setItem(databaseKeyName('alice'), 'key');
    await sharedRenewals({ localStorage: keeping(signOut) }).leave(spent('one'), 'renewed');
    expect(Object.keys(memory)).toEqual([]);
  });

  it('goes when thirty later ones are there', async () => {
    let time = 1_000;
    jest.spyOn(Date, 'now').mockImplementation(() => time++);
    const { leave, find } = sharedRenewals({ localStorage: memory });
    for (let number = 0; number <= 30; number++) await leave(spent(`token ${number}`), `got ${number}`);
    expect([
      await find(spent('token 0')),
      await find(spent('token 1')),
      await find(spent('token 30')),
    ]).toEqual([null, 'got 1', 'got 30']);
  });
});
