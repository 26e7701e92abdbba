import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const runFile = promisify(execFile);
const MOST_BYTES = 64 * 1024 * 1024;

/** Runs a program to its end in a folder. Answers what it printed; rejects with that when it fails. */
export const run = async (
  folder: string,
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> => {
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const options = { cwd: folder, env: { ...inherited, ...env }, maxBuffer: MOST_BYTES };
  const { stdout, stderr } = await runFile(program, args, options);
  return stdout + stderr;
};
