import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  canOpen,
  openAnew,
  removeDatabase,
} from '../../client-example/secure-chat/src/seald/seald-database.ts';
import { createSealdSdk } from '../../client-example/secure-chat/src/seald/seald-sdk.ts';
import { openWorld, type World } from './seald-support.ts';

const newKey = () => randomBytes(64).toString('base64');

describe('a database of the real SDK', () => {
  let world: World;
  let kept: { path: string; rawKey: string };
  let copies = 0;
  const folder = mkdtempSync(join(tmpdir(), 'seald-database-'));

  beforeAll(async () => {
    world = await openWorld();
    kept = { path: join(folder, 'kept'), rawKey: newKey() };
    const { client } = await world.signUp('alice', {
      databasePath: join(kept.path, 'alice'),
      databaseRawKey: kept.rawKey,
    });
    await client.createEncryptionSession({ userIds: ['alice'] });
    await client.close();
    jest.spyOn(console, 'warn').mockImplementation(() => {}); // the vendor's database says what it leaves out
  });
  afterAll(async () => {
    await world.close();
    rmSync(folder, { recursive: true });
  });

  type File = 'User.fdb' | 'UACToken.fdb' | 'HairlessUser.fdb' | 'key_backup';
  type Damage = { rawKey?: string; gone?: File[]; change?: Partial<Record<File, (bytes: Buffer) => Buffer>> };

  const damaged = ({ rawKey = kept.rawKey, gone = [], change = {} }: Damage) => {
    copies += 1;
    const path = join(folder, `copy-${copies}`);
    cpSync(kept.path, path, { recursive: true });
    for (const file of gone) rmSync(join(path, 'alice', file));
    for (const [name, how] of Object.entries(change)) {
      const file = join(path, 'alice', name);
      writeFileSync(file, how(readFileSync(file)));
    }
    const { url: apiUrl, ssksUrl } = world.service;
    const make = createSealdSdk({
      appId: world.secrets.appId,
      apiUrl,
      ssksUrl,
      keySize: 1024,
      database: { path, rawKey },
    });
    return () => make('alice');
  };

  const flipped = (bytes: Buffer): Buffer => {
    const changed = Buffer.from(bytes);
    changed[40] = (changed[40] ?? 0) ^ 1;
    return changed;
  };
  const halved = (bytes: Buffer) => bytes.subarray(0, bytes.length / 2);
  const rubbish = () => Buffer.from('rubbish\nmore of it\n');

  const readable: [string, Damage][] = [
    ['that is whole', {}],
    ['without the backup of its key', { gone: ['key_backup'] }],
    ['whose backup is empty', { change: { key_backup: () => Buffer.alloc(0) } }],
    ['with one damaged record beside the backup', { change: { 'User.fdb': flipped } }],
  ];
  it.each(readable)('%s is opened, with the identity in it', async (_name, damage) => {
    const sdk = damaged(damage)();
    expect(await canOpen(sdk)).toBe(true);
    await openAnew(sdk);
    expect(await sdk.registrationStatus()).toBe('registered');
    await sdk.close();
  });

  const unreadable: [string, Damage][] = [
    ['whose key was lost', { rawKey: newKey() }],
    ['whose key and backup were lost', { rawKey: newKey(), gone: ['key_backup'] }],
    ['with nothing but the backup left', { gone: ['User.fdb', 'UACToken.fdb', 'HairlessUser.fdb'] }],
    ['whose backup is damaged', { change: { key_backup: flipped } }],
    ['whose backup is cut off', { change: { key_backup: halved } }],
    ['whose backup is rubbish', { change: { key_backup: rubbish } }],
    ['that is cut off', { change: { 'User.fdb': halved } }],
    ['that is rubbish', { change: { 'User.fdb': rubbish } }],
    ['that is empty beside the backup', { change: { 'User.fdb': () => Buffer.alloc(0) } }],
    ['damaged, without a backup', { gone: ['key_backup'], change: { 'User.fdb': flipped } }],
    ['with rubbish beside the identity', { change: { 'UACToken.fdb': rubbish } }],
  ];
  it.each(unreadable)('%s is known to be unreadable, and made anew when asked', async (_name, damage) => {
    const start = damaged(damage);
    const sdk = start();
    expect([await canOpen(sdk), await canOpen(sdk)]).toEqual([false, false]);
    await openAnew(sdk);
    expect(await sdk.registrationStatus()).toBe('no-account');
    const signupJWT = await world.signupJwt(`alice-${copies}`);
    await sdk.initiateIdentity({ signupJWT });
    await sdk.close();
    const again = start();
    expect([await canOpen(again), await again.registrationStatus()]).toEqual([true, 'registered']);
    await again.close();
  });

  it('is removed though nobody can read it', async () => {
    const start = damaged({ rawKey: newKey() });
    await removeDatabase(start());
    const sdk = start();
    expect([await canOpen(sdk), await sdk.registrationStatus()]).toEqual([true, 'no-account']);
    await sdk.close();
  });
});
