import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack } from '../../../local/stack/start-stack.ts';
import { whyNoHermes } from './hermes/hermes-program.ts';
import { bundle, HOME } from './metro.ts';

/*
 * All tests of the app: the release bundle, the journey in a Hermes VM, and the screens, beside one local stack. On two cores two lanes of about the same
 * length. `SEALED_STREAM=http://127.0.0.1:4000` takes a running stack, the one of this repository's own state folder.
 */
type Count = { passed: number; failed: number };

const folder = mkdtempSync(join(tmpdir(), 'sealed-stream-native-'));
const started = Date.now();
const say = (what: string) => console.log(`[${((Date.now() - started) / 1000).toFixed(0)} s] ${what}`);

const openStack = async () => {
  const running = process.env.SEALED_STREAM;
  if (running) return { web: running, stateDir: join(HOME, '../../.sealed-stream'), close: async () => {} };
  const stateDir = join(folder, 'stack');
  const { web, close } = await startStack({ port: 0, stateDir, fresh: true, warmAll: false });
  return { web, stateDir, close };
};

/** Runs a program of tests; counts from what it says last: Jest's line, or those of Node's own runner. */
const count = (args: string[], env: NodeJS.ProcessEnv): Promise<Count> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: HOME, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (words) => {
        said += words;
        process.stdout.write(words);
      });
    child.on('close', (code) => {
      const number = (what: RegExp) => Number([...said.matchAll(what)].at(-1)?.[1] ?? 0);
      const passed = number(/^Tests:.* (\d+) passed/gm) + number(/^ℹ pass (\d+)/gm);
      const failed = number(/^Tests:.* (\d+) failed/gm) + number(/^ℹ fail (\d+)/gm);
      resolve({ passed, failed: code === 0 ? failed : Math.max(1, failed) });
    });
  });

const byNode = (files: string[], env: NodeJS.ProcessEnv) =>
  count(
    [
      '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
      '--test',
      '--test-concurrency=1',
      '--test-reporter=spec',
      ...files,
    ],
    env,
  );

const inVm = async (env: NodeJS.ProcessEnv): Promise<Count> => {
  const reason = whyNoHermes();
  if (reason) {
    say(`SKIPPED: the journey in the Hermes VM: ${reason}`);
    return { passed: 0, failed: 0 };
  }
  const output = join(folder, 'journey.js');
  say('Metro bundles the journey for the Hermes VM …');
  await bundle({ entry: join(HOME, 'test/hermes/entry.ts'), output, engine: 'hermes-2022' });
  say('the journey in the Hermes VM …');
  return byNode(['test/hermes/*.test.ts'], { ...env, SEALED_STREAM_VM_BUNDLE: output });
};

const inVmAndOnScreens = async (env: NodeJS.ProcessEnv): Promise<Count[]> => {
  const vm = await inVm(env).catch((error: unknown): Count => {
    console.error(error);
    return { passed: 0, failed: 1 };
  });
  say('the screens …');
  return [vm, await count(['node_modules/jest/bin/jest.js', '--silent', '--forceExit'], env)];
};

const stack = await openStack();
const env = { ...process.env, EXPO_PUBLIC_STACK: stack.web, SEALED_STREAM_STATE: stack.stateDir };
let counts: Count[] = [];
try {
  say(`beside the stack at ${stack.web}`);
  const lanes = [byNode(['test/bundle/*.test.ts'], env), inVmAndOnScreens(env)];
  counts = (await Promise.all(lanes)).flat();
} finally {
  await stack.close();
  rmSync(folder, { recursive: true, force: true });
}
const sum = (of: keyof Count) => counts.reduce((total, one) => total + one[of], 0);
say('done');
console.log(`Tests: ${sum('passed')} passed, ${sum('failed')} failed`);
process.exit(sum('failed') > 0 ? 1 : 0);
