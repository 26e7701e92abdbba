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
      dynamicImports: ['src/core.ts', 'src/chat/chat-screen.tsx', '../node_modules/x.js'],
    },
    '_shared.js': { file: 'shared.js' },
    'src/core.ts': { file: 'core.js', dynamicImports: ['src/deep.ts'] },
    'src/deep.ts': { file: 'deep.js' },
    'src/chat/chat-screen.tsx': {
      file: 'chat.js',
      imports: ['_shared.js', '_vendor.js'],
      dynamicImports: ['src/chat/panel.tsx', '../node_modules/x.js'],
    },
    '_vendor.js': { file: 'vendor.js' },
    'src/chat/panel.tsx': { file: 'panel.js', imports: ['_vendor.js', '_parts.js'] },
    '_parts.js': { file: 'parts.js' },
    '../node_modules/x.js': { file: 'player.js' },
  };
  writeFileSync(join(webDir, '.vite/manifest.json'), JSON.stringify(manifest));
  for (const { file } of Object.values(manifest)) writeFileSync(join(webDir, file), randomBytes(10_240));
});
afterAll(() => rmSync(webDir, { recursive: true }));

it('counts each script once and says what it is needed for, and leaves out what only a library loads later', () => {
  const sizes = measureWeb(webDir);
  const neededFor = (wanted: string) =>
    sizes
      .filter(({ neededFor }) => neededFor === wanted)
      .map(({ file }) => file)
      .toSorted();
  expect(neededFor('sign-in')).toEqual(['index.js', 'shared.js']);
  expect(neededFor('chat')).toEqual(['chat.js', 'core.js', 'deep.js', 'vendor.js']);
  expect(neededFor('click')).toEqual(['panel.js', 'parts.js']);
  expect(sizes).toHaveLength(8);
  for (const { kilobytes } of sizes) expect(kilobytes).toBeCloseTo(10, 0);
});
