import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { installPackage } from '../install.ts';
import { makeApp } from '../lay-out.ts';
import { run } from '../run.ts';
import { typeCheck } from '../type-check.ts';

const INSTALL_MS = 240_000;
const BUNDLE_MS = 240_000;

const REACT_NATIVE = [
  'react@19.3.1',
  'react-native@0.88.1',
  'metro@0.87.1',
  '@react-native/metro-config@0.88.1',
  '@react-native/babel-preset@0.88.1',
  '@react-native/typescript-config@0.87.1', // there is no later one
];
/** What Seald's React Native build imports and does not declare. */
const NATIVE_MODULES = [
  '@react-native-async-storage/async-storage@2.2.0',
  '@seald-io/react-native-scrypt@1.2.3',
  'react-native-modpow@1.1.0',
  'react-native-rsa-native@2.0.5',
];
/** zod 4 says `export * as`, which React Native's Babel preset leaves and Metro does not know. */
const BABEL_PLUGIN = '@babel/plugin-transform-export-namespace-from';

const FILES = {
  'babel.config.cjs': `module.exports = { presets: ['module:@react-native/babel-preset'], plugins: ['${BABEL_PLUGIN}'] };`,
  'metro.config.cjs': `module.exports = require('@react-native/metro-config').getDefaultConfig(__dirname);`,
  'index.js': `import { openChat } from './chat';\nglobal.openChat = openChat;\n`,
};

let app: string;

beforeAll(async () => {
  app = makeApp();
  await installPackage(app, [...REACT_NATIVE, ...NATIVE_MODULES, `${BABEL_PLUGIN}@7.29.15`]);
  for (const [file, text] of Object.entries(FILES)) writeFileSync(join(app, file), text);
}, INSTALL_MS);
afterAll(() => rmSync(app, { recursive: true }));

it(
  'TypeScript finds no fault under React Native’s own options',
  () => {
    const config = { extends: '@react-native/typescript-config', types: ['react-native'] };
    expect(typeCheck(app, resolve('node_modules/typescript/bin/tsc'), config, ['chat.ts'])).toEqual([]);
  },
  BUNDLE_MS,
);

it(
  'Metro makes a bundle for React Native 0.88, with Seald’s own build for it',
  async () => {
    const metro = join(app, 'node_modules/metro/src/cli.js');
    const options = [
      '--platform',
      'android',
      '--dev',
      'false',
      '--minify',
      'false',
      '--config',
      'metro.config.cjs',
    ];
    await run(app, process.execPath, [metro, 'build', 'index.js', '--out', 'bundle.js', ...options], {
      NODE_ENV: 'production',
    });
    const bundle = readFileSync(join(app, 'bundle.js'), 'utf8');
    for (const part of ['auth-factor-needed', 'createEncryptionSession', 'RNRSA'])
      expect(bundle).toContain(part);
  },
  BUNDLE_MS,
);
