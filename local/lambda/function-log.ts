import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from './outcome.ts';

export type FunctionLog = {
  /** For the processes' standard output and standard error. */
  fd: number;
  /** Lambda's own line after each event, as its JSON log format has it ("Lambda log events: platform.report"). */
  report: (requestId: string, outcome: Outcome, durationMs: number, initDurationMs?: number) => void;
  /** May be repeated; later reports are dropped. */
  close: () => void;
};

/** Opens `<logDir>/<name>.log` to append to. */
export const openFunctionLog = (logDir: string, name: string): FunctionLog => {
  mkdirSync(logDir, { recursive: true });
  const fd = openSync(join(logDir, `${name}.log`), 'a');
  let open = true;
  return {
    fd,
    report: (requestId, outcome, durationMs, initDurationMs) => {
      const metrics = { durationMs, ...(initDurationMs !== undefined && { initDurationMs }) };
      const record = { requestId, status: statusOf(outcome), metrics };
      if (open) writeSync(fd, `${JSON.stringify({ time: new Date(), type: 'platform.report', record })}\n`);
    },
    close: () => {
      if (open) closeSync(fd);
      open = false;
    },
  };
};

const statusOf = (outcome: Outcome) => {
  if (outcome.ok) return 'success';
  return outcome.error.errorType === 'Sandbox.Timedout' ? 'timeout' : 'error';
};
