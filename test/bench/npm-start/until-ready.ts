import { spawn } from 'node:child_process';
import { once } from 'node:events';

const LAST_WORDS = 2_000;

/** Seconds from `npm start` in this folder until it says that everything is ready; it is stopped then, and gone when this resolves. */
export const untilReady = async (folder: string): Promise<number> => {
  const began = performance.now();
  // In a group of its own, which Ctrl-C would reach as a whole.
  const npm = spawn('npm', ['start'], {
    cwd: folder,
    env: { ...process.env, PORT: '0', NO_COLOR: '1' },
    detached: true,
  });
  const gone = once(npm, 'exit');
  let said = '';
  const ready = new Promise<number>((resolve) => {
    for (const output of [npm.stdout, npm.stderr])
      output.on('data', (chunk) => {
        said += chunk;
        if (/^Ready in/m.test(said)) resolve((performance.now() - began) / 1000);
      });
  });
  const seconds = await Promise.race([ready, gone.then(() => undefined)]);
  if (seconds === undefined) throw new Error(`npm start has ended: ${said.slice(-LAST_WORDS)}`);
  process.kill(-Number(npm.pid), 'SIGINT');
  await gone;
  return seconds;
};

/** Seconds that `cdk synth` of the local stage takes in this folder. */
export const untilSynthesized = async (folder: string): Promise<number> => {
  const began = performance.now();
  const cdk = spawn('node', ['node_modules/aws-cdk/bin/cdk', 'synth', '--quiet', '-c', 'stage=local'], {
    cwd: folder,
    stdio: 'ignore',
  });
  const [code] = await once(cdk, 'exit');
  if (code !== 0) throw new Error(`cdk synth has ended with ${code}`);
  return (performance.now() - began) / 1000;
};
