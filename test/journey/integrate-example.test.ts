import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { commandsOf, markedBlock } from '../support/docs.ts';
import { type Journey, startJourney } from './journey-stack.ts';

const PAGE = 'docs/integrate.md';

let journey: Journey;
let app: string;

beforeAll(async () => {
  app = mkdtempSync(join(tmpdir(), 'sealed-stream-app-'));
  journey = await startJourney();
}, 60_000);
afterAll(async () => {
  await journey.close();
  rmSync(app, { recursive: true });
});

/** Copies what the page says to copy; the packages it says to install are those of this repository, by version. */
const copyAsTold = () => {
  for (const command of commandsOf(markedBlock(PAGE, 'copy'))) {
    const [, from, to] = /^cp -R sealed-stream\/(\S+) (\S+)$/.exec(command) ?? [];
    if (from && to) cpSync(from, join(app, to, from.split('/').pop() ?? ''), { recursive: true });
  }
  symlinkSync(resolve('node_modules'), join(app, 'node_modules'));
  writeFileSync(join(app, 'package.json'), '{ "type": "module" }');
};

it('docs/integrate.md: two people in an app of one’s own, as written', async () => {
  copyAsTold();
  writeFileSync(join(app, 'hello.ts'), markedBlock(PAGE, 'example').text);
  const child = spawn(process.execPath, ['hello.ts'], {
    cwd: app,
    env: { PATH: process.env.PATH, STACK: journey.stack.web },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(err).toBe('');
  expect(out).toContain('Bob reads: Hello, Bob\n');
  expect(out).toMatch(/^They compare: \d{60}$/m);
  for (const { text: stored = '' } of journey.stack.streamService
    .listChannels()
    .flatMap(({ cid }) => journey.stack.streamService.listMessages(cid)))
    expect(stored).not.toContain('Hello');
}, 60_000);
