import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export type Tool = {
  /** What errors call it, for example `cdk synth`. */
  name: string;
  /** Arguments of Node, the script first. */
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  onLine?: ((line: string) => void) | undefined;
};

/** Runs a tool written in JavaScript with this Node, to its end. Rejects with what it printed when it fails. */
export const runTool = async ({ name, args, cwd, env, onLine }: Tool): Promise<void> => {
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      lines.push(line);
      onLine?.(line);
    });
  }
  const end = () => child.kill();
  process.once('exit', end); // Ctrl-C in the middle: do not leave it working for nobody
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  process.off('exit', end);
  if (code !== 0) throw new Error(`${name} failed (exit ${code}):\n${lines.join('\n')}`);
};
