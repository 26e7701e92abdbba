import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { openParts } from '../../../local/stack/parts.ts';
import { explainPortInUse, portsFrom, readPort } from '../../../local/stack/ports.ts';
import { openStateFolder } from '../../../local/stack/state-folder.ts';

describe('ports', () => {
  it('follow the front door', () => {
    expect(portsFrom(4000)).toEqual({
      web: 4000,
      api: 4001,
      stream: 4002,
      seald: 4003,
      ssks: 4004,
      issuer: 4005,
      dynamodb: 4006,
      'secrets-manager': 4007,
      sqs: 4008,
      files: 4009,
    });
    expect(new Set(Object.values(portsFrom(0)))).toEqual(new Set([0]));
  });

  it('begin where PORT says, at 4000 unless it does', () => {
    expect([undefined, '', '0', '5000', '65526'].map(readPort)).toEqual([4000, 4000, 0, 5000, 65_526]);
  });

  it.each(['x', '-1', '1.5', '65527', '0x10', '4000 '])('refuse PORT=%s', (text) => {
    expect(() => readPort(text)).toThrow('PORT must be a whole number');
  });

  it('name the server whose port is taken, and the way on', () => {
    const taken = Object.assign(new Error(), { code: 'EADDRINUSE', port: 4002 });
    expect(explainPortInUse(taken, portsFrom(4000))).toMatchObject({
      message: expect.stringMatching(/4002.*stream.*PORT=/),
    });
    const other = new Error('other');
    expect(explainPortInUse(other, portsFrom(4000))).toBe(other);
  });
});

describe('state folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sealed-stream-state-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is for one stack at a time', () => {
    const first = openStateFolder(folder, false);
    expect(() => openStateFolder(folder, true)).toThrow(`in use by process ${process.pid}`);
    first.release();
    openStateFolder(folder, false).release();
  });

  it('may be taken over from a process that is gone', () => {
    writeFileSync(join(folder, 'in-use-by'), '999999999');
    openStateFolder(folder, false).release();
  });

  it('keeps its files unless it is to be fresh', () => {
    const file = join(folder, 'users');
    writeFileSync(file, 'Alice');
    openStateFolder(folder, false).release();
    expect(existsSync(file)).toBe(true);
    openStateFolder(folder, true).release();
    expect(existsSync(file)).toBe(false);
  });
});

describe('parts', () => {
  const part = (closed: string[], name: string) => ({
    url: `http://${name}`,
    close: async () => {
      closed.push(name);
    },
  });

  it('say when they are up, and close in reverse order, once', async () => {
    const lines: string[] = [];
    const closed: string[] = [];
    const parts = openParts((line) => lines.push(line));
    await parts.up('one', async () => part(closed, 'one'));
    await parts.up('two', async () => part(closed, 'two'));
    await Promise.all([parts.close(), parts.close()]);
    expect(lines).toEqual([
      expect.stringMatching(/^one +\d+ ms +http:\/\/one$/),
      expect.stringMatching(/^two +\d+ ms +http:\/\/two$/),
    ]);
    expect(closed).toEqual(['two', 'one']);
  });

  it('close those that were still starting when another failed', async () => {
    const closed: string[] = [];
    const parts = openParts(() => {});
    const slow = Promise.withResolvers<void>();
    const starting = parts.up('slow', () => slow.promise.then(() => part(closed, 'slow')));
    await expect(parts.up('broken', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    const closing = parts.close();
    slow.resolve();
    await Promise.all([closing, starting]);
    expect(closed).toEqual(['slow']);
  });

  it('start again as another part, to which what was handed out speaks', async () => {
    const closed: string[] = [];
    const names = ['one-1', 'one-2'];
    const parts = openParts(() => {});
    const handed = await parts.up('one', async () => part(closed, names.shift() ?? ''));
    await parts.restart('one', 0);
    expect(closed).toEqual(['one-1']);
    expect(handed.url).toBe('http://one-2');
    await parts.close();
    expect(closed).toEqual(['one-1', 'one-2']);
    await expect(parts.restart('two', 0)).rejects.toThrow('no part two');
  });
});
