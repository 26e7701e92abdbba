import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

/** As Node before 22.15 and any Node on Windows: the starter cannot become the other Node. */
const AS_PARENT = ['--import', 'data:text/javascript,process.execve = undefined'];

/** Where somebody else keeps what is compiled. */
const ELSEWHERE = mkdtempSync(join(tmpdir(), 'sealed-stream-compiled-'));
afterAll(() => rmSync(ELSEWHERE, { recursive: true }));

const WAIT = 'setInterval(() => {}, 1000); console.log(process.pid)';
const isGone = (pid: number) => {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
};

/** Processes that a test has begun; what it should have ended and did not is ended here. */
const begun = new Set<number>();
afterEach(() => {
  for (const pid of begun) if (!isGone(pid)) process.kill(pid, 'SIGKILL');
  begun.clear();
});

/** Starts code that waits to be ended. Resolves with the starter and the process that runs the code. */
const startWaiting = async (
  options: string[],
  before = '',
): Promise<{ starter: ChildProcess; pid: number }> => {
  const starter = spawn(process.execPath, [...options, 'toolchain/node.mjs', '-e', before + WAIT], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [chunk] = (await once(starter.stdout, 'data')) as [Buffer];
  const pid = Number(chunk.toString());
  begun.add(pid).add(starter.pid ?? pid);
  return { starter, pid };
};

describe.each([
  ['becomes the other Node', []],
  ['stays its parent', AS_PARENT],
] as const)('the starter, when it %s,', (_, [...options]) => {
  it('hands on arguments and the exit code', () => {
    const code = 'console.log(process.argv.slice(1).join()); process.exitCode = 7';
    const { status, stdout } = spawnSync(
      process.execPath,
      [...options, 'toolchain/node.mjs', '-e', code, 'one', 'two words'],
      { encoding: 'utf8' },
    );
    expect({ status, stdout }).toEqual({ status: 7, stdout: 'one,two words\n' });
  });

  it('puts that Node first on the PATH of everything under it', () => {
    const code = "console.log(require('child_process').execSync('node -p process.execPath').toString())";
    const { stdout } = spawnSync(process.execPath, [...options, 'toolchain/node.mjs', '-e', code], {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin' },
    });
    expect(stdout.trim()).toBe(process.execPath);
    expect(dirname(process.execPath)).not.toBe('/usr/bin');
  });

  it.each([
    ['a folder that goes with the packages', {}, join('node_modules', '.cache', 'node')],
    ['the folder that was named', { NODE_COMPILE_CACHE: ELSEWHERE }, ELSEWHERE],
  ])('keeps what was compiled in %s', (_name, named, folder) => {
    const code = "console.log(require('module').getCompileCacheDir())";
    const { stdout } = spawnSync(process.execPath, [...options, 'toolchain/node.mjs', '-e', code], {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin', ...named },
    });
    expect(relative(resolve(folder), stdout)).not.toMatch(/^\.\./);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends with what it runs at %s', async (signal) => {
    const { starter, pid } = await startWaiting(options);
    starter.kill(signal);
    expect(await once(starter, 'exit')).toEqual([null, signal]);
    expect(isGone(pid)).toBe(true);
  });

  it('lets what it runs end in its own time, with its own code', async () => {
    const before = "process.on('SIGTERM', () => setTimeout(() => process.exit(3), 100));";
    const { starter } = await startWaiting(options, before);
    starter.kill('SIGTERM');
    expect(await once(starter, 'exit')).toEqual([3, null]);
  });
});

it('the starter leaves no process of its own between where it can', async () => {
  const { starter, pid } = await startWaiting([]);
  expect(pid).toBe(starter.pid);
});
