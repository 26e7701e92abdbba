import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { measureWeb } from '../../../local/web/measure-web.ts';

let webDir: string;

beforeAll(() => {
  webDir = mkdtempSync(join(tmpdir(), 'sealed-stream-sizes-'));
  mkdirSync(join(webDir, '.vite'));
  const manifest = {
    'index.html': {
      file: 'index.js',
      imports: ['_shared.js'],
      dynamicImports: ['src/chat.tsx', '../node_modules/x.js'],
    },
    '_shared.js': { file: 'shared.js' },
    'src/chat.tsx': {
      file: 'chat.js',
      imports: ['_shared.js', '_vendor.js'],
      dynamicImports: ['src/deep.tsx', '../node_modules/x.js'],
    },
    '_vendor.js': { file: 'vendor.js' },
    'src/deep.tsx': { file: 'deep.js' },
    '../node_modules/x.js': { file: 'player.js' },
  };
  writeFileSync(join(webDir, '.vite/manifest.json'), JSON.stringify(manifest));
  for (const { file } of Object.values(manifest)) writeFileSync(join(webDir, file), randomBytes(10_240));
});
afterAll(() => rmSync(webDir, { recursive: true }));

it('counts what is loaded until the chat once each, and not what only a library loads later', () => {
  const sizes = measureWeb(webDir);
  expect(sizes.map(({ file }) => file).toSorted()).toEqual([
    'chat.js',
    'deep.js',
    'index.js',
    'shared.js',
    'vendor.js',
  ]);
  const first = sizes.filter(({ isNeededToSignIn }) => isNeededToSignIn);
  expect(first.map(({ file }) => file).toSorted()).toEqual(['index.js', 'shared.js']);
  for (const { kilobytes } of sizes) expect(kilobytes).toBeCloseTo(10, 0);
});
