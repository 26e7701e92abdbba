import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { hermesFolder } from '../hermes/hermes-program.ts';
import { bundle, HOME } from '../metro.ts';

/** What the whole app may weigh as bytecode. It is 14.5 MB; a second copy of Seald's SDK or of Stream's would not fit. */
const BUDGET_MB = 15;
/** How bytecode of Hermes begins, and the version that React Native 0.88 runs (hermes-compiler, `hermesc --version`). */
const MAGIC = 0x1f1903c103bc1fc6n;
const VERSION = 99;

const hasCompiler = (): boolean => {
  const home = createRequire(import.meta.url).resolve('hermes-compiler/package.json');
  const folder = hermesFolder();
  return folder !== null && existsSync(join(home, '..', 'hermesc', folder));
};
const skip = hasCompiler() ? false : 'skipped: npm has no Hermes compiler for this platform';

describe('the release bundle of the whole app', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sealed-stream-bundle-'));
  const output = join(folder, 'index.android.bundle');
  before(() => bundle({ entry: join(HOME, 'index.js'), output, engine: 'shipping' }));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is bytecode of the Hermes that ships', () => {
    const start = readFileSync(output).subarray(0, 12);
    assert.equal(start.readBigUInt64LE(0), MAGIC);
    assert.equal(start.readUInt32LE(8), VERSION);
  });

  it(`weighs no more than ${BUDGET_MB} MB`, () => {
    const weight = statSync(output).size / 1e6;
    console.log(`the app is ${weight.toFixed(1)} MB of bytecode, of ${BUDGET_MB}`);
    assert.ok(weight <= BUDGET_MB, `${weight} MB`);
  });

  it('has none of what Seald would make keys with by itself', () => {
    const strings = readFileSync(output, 'latin1');
    assert.ok(strings.includes('is not in this app: hand over'), 'the refusing stand-in is missing');
    for (const name of ['RNRSA', 'RNScrypt']) assert.ok(!strings.includes(name), name);
  });
});
