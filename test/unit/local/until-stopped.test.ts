import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, it } from '@jest/globals';

const MODULE = pathToFileURL(resolve('local/stack/until-stopped.ts')).href;
/** Stands for the stack: says when it may be stopped, then closes until standard input ends. */
const STACK = `
const { leaveWhenStopped, untilStopped } = await import('${MODULE}');
leaveWhenStopped();
console.log('starting');
process.stdin.once('data', async () => {
  const stopped = untilStopped();
  console.log('ready');
  await stopped;
  console.log('stopping');
  process.stdin.once('end', () => console.log('closed')).resume();
});`;

const begun: ChildProcess[] = [];
afterEach(() => {
  for (const child of begun.splice(0)) child.kill('SIGKILL');
});

const startStack = () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', STACK], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  begun.push(child);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return { child, line: async () => (await lines.next()).value as string };
};
const exitOf = async (child: ChildProcess) => (await once(child, 'exit')) as [number | null, string | null];

it('closes in order though one Ctrl-C comes as several signals: from the terminal and from npm', async () => {
  const { child, line } = startStack();
  expect(await line()).toBe('starting');
  child.stdin.write('go');
  expect(await line()).toBe('ready');
  child.kill('SIGINT');
  expect(await line()).toBe('stopping');
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGINT'] as const) child.kill(signal);
  child.stdin.end();
  expect(await line()).toBe('closed');
  expect(await exitOf(child)).toEqual([0, null]);
});

it('ends at once when told again later, or before it is ready', async () => {
  const busy = startStack();
  await busy.line();
  busy.child.kill('SIGINT');
  expect(await exitOf(busy.child)).toEqual([130, null]);

  const closing = startStack();
  await closing.line();
  closing.child.stdin.write('go');
  await closing.line();
  closing.child.kill('SIGTERM');
  await closing.line();
  const again = setInterval(() => closing.child.kill('SIGINT'), 100);
  closing.child.once('exit', () => clearInterval(again));
  expect(await exitOf(closing.child)).toEqual([130, null]);
});
