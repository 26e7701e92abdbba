import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { buildOnce } from '../../../local/platform/build-cache.ts';

let root: string;
let folder: string;
let made: number;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sealed-stream-builds-'));
  folder = join(root, 'out');
  made = 0;
  mkdirSync(join(root, 'src/deep'), { recursive: true });
  writeFileSync(join(root, 'src/deep/a.ts'), 'one');
  writeFileSync(join(root, 'settings.json'), '{}');
});
afterEach(() => rmSync(root, { recursive: true }));

const make = async (outDir: string) => {
  made += 1;
  mkdirSync(outDir);
  writeFileSync(join(outDir, 'built'), readFileSync(join(root, 'src/deep/a.ts')));
};
const build = (options: { salt?: string; make?: typeof make } = {}) =>
  buildOnce({ folder, root, sources: ['src', 'settings.json'], make, ...options });

it('builds once per state of the sources', async () => {
  const first = await build();
  expect(first).toMatchObject({ fromCache: false });
  expect(await build()).toEqual({ dir: first.dir, fromCache: true });
  writeFileSync(join(root, 'src/deep/a.ts'), 'two');
  const second = await build();
  expect(second).toMatchObject({ fromCache: false });
  expect(readFileSync(join(second.dir, 'built'), 'utf8')).toBe('two');
  expect((await build({ salt: 'other' })).dir).not.toBe(second.dir);
  expect(made).toBe(3);
});

it('leaves one whole build when two are made at once', async () => {
  const [one, other] = await Promise.all([build(), build()]);
  expect(one.dir).toBe(other.dir);
  expect(readdirSync(folder)).toHaveLength(1);
  expect(existsSync(join(one.dir, 'built'))).toBe(true);
});

it('never files a build under sources that changed while it was made', async () => {
  const changing = async (outDir: string) => {
    await make(outDir);
    writeFileSync(join(root, 'src/deep/a.ts'), 'later');
  };
  const { dir } = await build({ make: changing });
  expect(readFileSync(join(dir, 'built'), 'utf8')).toBe('one');
  writeFileSync(join(root, 'src/deep/a.ts'), 'one');
  expect(await build()).toMatchObject({ fromCache: false });
});

it('leaves nothing behind when it fails, and keeps the last three', async () => {
  const failing = () => Promise.reject(new Error('no'));
  await expect(build({ make: failing })).rejects.toThrow('no');
  expect(readdirSync(folder)).toEqual([]);
  for (const text of ['1', '2', '3', '4', '5']) {
    writeFileSync(join(root, 'src/deep/a.ts'), text);
    await build();
  }
  expect(readdirSync(folder)).toHaveLength(3);
});

it('is not disturbed when another process takes away what it was about to look at', async () => {
  mkdirSync(folder);
  symlinkSync(join(root, 'gone'), join(folder, 'seen-a-moment-ago'));
  expect(await build()).toMatchObject({ fromCache: false });
});
