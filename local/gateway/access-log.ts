import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export type AccessLine = {
  requestId: string;
  /** The matched route, never the path that was asked for: a path may hold anything. */
  routeKey: string;
  status: number;
  durationMs: number;
  /** Type of the error the function ended with. */
  functionError?: string;
};

export type AccessLog = { write: (line: AccessLine) => void; close: () => void };

/** One JSON line a request in `<logDir>/gateway.log`: no headers, claims, paths or bodies. */
export const openAccessLog = (logDir: string): AccessLog => {
  mkdirSync(logDir, { recursive: true });
  const fd = openSync(join(logDir, 'gateway.log'), 'a');
  let open = true;
  return {
    write: (line) => {
      if (open) writeSync(fd, `${JSON.stringify({ time: new Date(), ...line })}\n`);
    },
    close: () => {
      if (open) closeSync(fd);
      open = false;
    },
  };
};
