import { randomBytes } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { CALLER_HASH, createNameCaller, hashCaller } from '../../../shared/adapters/caller-hash.ts';
import { capture } from '../../support/captured-log.ts';
import { counted } from '../../support/counted.ts';
import { held } from '../../support/secrets.ts';

const key = () => ({ callerKey: randomBytes(32).toString('base64') });

describe('the hash of a caller', () => {
  it('is the same for one and another for everybody else, and under another key', () => {
    const secret = key();
    expect(hashCaller(secret, 'alice')).toMatch(CALLER_HASH);
    expect(hashCaller(secret, 'alice')).toBe(hashCaller(secret, 'alice'));
    expect(hashCaller(secret, 'bob')).not.toBe(hashCaller(secret, 'alice'));
    expect(hashCaller(key(), 'alice')).not.toBe(hashCaller(secret, 'alice'));
  });

  it('is there once the key was read, and waited for by nobody', async () => {
    const secret = key();
    const name = createNameCaller(held(secret));
    expect(name('alice')).toBeUndefined();
    await turn();
    expect(name('alice')).toBe(hashCaller(secret, 'alice'));
  });

  it('is left out, and that is said once a minute, where the key cannot be read', async () => {
    const clock = { now: 0 };
    let tries = 0;
    const name = createNameCaller(
      async () => {
        tries += 1;
        throw new Error('no such secret');
      },
      () => clock.now,
    );
    const ask = async () => {
      expect(name('alice')).toBeUndefined();
      await turn();
    };
    const thrice = async () => {
      for (let time = 0; time < 3; time += 1) await ask();
    };
    const logged = await capture(async () => {
      expect(await counted(thrice)).toEqual(['CallersUnnamed', 'CallersUnnamed']);
    });
    expect(logged.match(/caller-key-missing/g)).toHaveLength(1);
    clock.now = 60_000;
    await capture(ask);
    expect(tries).toBe(2);
  });
});
