// @ts-check
import { spawn } from 'node:child_process';

/**
 * Goes on as another Node. Where that is possible (not on Windows; from Node 22.15 on) this process becomes it, so there is
 * nothing to hand on; elsewhere it is a child that gets our signals, and we end as it ends.
 * @param {string} binary
 * @param {string[]} args
 */
export const runNode = (binary, args) => {
  // In @types/node since 24; missing at run time before 22.15.
  if (process.execve && process.platform !== 'win32') process.execve(binary, [binary, ...args], process.env);
  const child = spawn(binary, args, { stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    // On Windows the console tells the child itself, and `kill` would end it at once.
    process.on(signal, () => process.platform !== 'win32' && child.kill(signal));
  }
  child.once('error', (error) => {
    console.error(`${binary} could not be started: ${error.message}`);
    process.exit(1);
  });
  child.once('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
};
