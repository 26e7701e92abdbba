import { spawn } from 'node:child_process';
import { join } from 'node:path';

export const HOME = join(import.meta.dirname, '..');

export type Bundled = {
  entry: string;
  output: string;
  /** For the engine of the test, or as it ships: compiled by the Hermes compiler of React Native. */
  engine: 'hermes-2022' | 'shipping';
};

/** Has Metro bundle the app for Android, as a release. Rejects with what Metro says when it cannot. */
export const bundle = ({ entry, output, engine }: Bundled): Promise<void> => {
  const isShipping = engine === 'shipping';
  const args = ['expo', 'export:embed', '--platform', 'android', '--dev', 'false', '--minify', 'false'];
  const what = ['--entry-file', entry, '--bundle-output', output, '--bytecode', String(isShipping)];
  const quiet = { CI: '1', EXPO_OFFLINE: '1', EXPO_NO_TELEMETRY: '1', EXPO_PUBLIC_STACK: '' };
  const env = { ...process.env, ...quiet, SEALED_STREAM_ENGINE: isShipping ? '' : engine };
  return run('npx', [...args, ...what], env);
};

/** Runs a program in the app's folder; what it says is shown when it fails. */
const run = (program: string, args: string[], env: NodeJS.ProcessEnv): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: HOME, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (words) => {
        said += words;
      });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}:\n${said}`)),
    );
  });
