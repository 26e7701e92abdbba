import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { blocksOf } from '../support/docs.ts';

const LEFT_OUT = ['node_modules', '.git', '.build', 'cdk.out', '.sealed-stream'];

/** A clone of its own: the commands write into it. */
let clone: string;
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'sealed-stream-clone-'));
  cpSync('.', clone, { recursive: true, filter: (source) => !LEFT_OUT.includes(basename(source)) });
  symlinkSync(resolve('node_modules'), join(clone, 'node_modules'));
});
afterAll(() => rmSync(clone, { recursive: true }));

const run = (command: string) =>
  spawnSync('sh', ['-ec', command], {
    cwd: clone,
    encoding: 'utf8',
    timeout: 110_000,
    // Nothing of AWS: no credentials, no region, no profile.
    env: { PATH: [resolve('node_modules/.bin'), process.env.PATH].join(delimiter), HOME: clone, CI: 'true' },
  });

it('docs/deploy.md: what needs no account runs as written, with the stage file it shows', () => {
  const ran: string[] = [];
  for (const { language, mark, text } of blocksOf('docs/deploy.md')) {
    if (mark === 'stage') writeFileSync(join(clone, 'infra/stages/prod.json'), text);
    if (language !== 'sh' || mark !== 'run') continue;
    const { status, stderr } = run(text);
    expect({ text, status, stderr: status === 0 ? '' : stderr }).toEqual({ text, status: 0, stderr: '' });
    ran.push(text.trim());
  }
  expect(ran).toEqual([
    'cp infra/stages/example.json infra/stages/prod.json',
    'npx cdk synth --quiet -c stage=prod',
  ]);
  expect(existsSync(join(clone, 'cdk.out', 'SealedStream-prod.template.json'))).toBe(true);
}, 120_000);
