import type { ErrorType } from '../contract/error-types.ts';
import type { Refusal } from '../domain/plaintext-policy.ts';

/**
 * All that may ever stand in a log line. There is no field for free text: what people type, tokens, keys, codes, phone
 * numbers and bodies have nowhere to go.
 */
type LogLine = {
  event: 'request' | 'failure' | 'plaintext-refused' | 'webhook-turned-away';
  route: string;
  requestId: string;
  statusCode?: number;
  durationMs?: number;
  errorType?: ErrorType;
  /** Class of an unexpected error and the places it came through, without its message. */
  errorName?: string;
  stack?: string[];
  refusal?: Refusal;
  verdict?: 'unsigned' | 'unreadable';
};

/** Writes one line; Lambda's JSON log format makes an object of it. */
export const log = (level: 'info' | 'warn' | 'error', line: LogLine): void => console[level](line);

const FRAMES = 8;

/** Name and call sites of an error and of what caused it. Messages stay out: other people's errors quote their input. */
export const describeError = (error: unknown): Pick<LogLine, 'errorName' | 'stack'> => {
  if (!(error instanceof Error)) return { errorName: typeof error };
  const cause = error.cause instanceof Error ? `<${error.cause.name}` : '';
  const stack = (error.stack ?? '').split('\n').filter((frame) => /^\s+at /.test(frame));
  return { errorName: error.name + cause, stack: stack.slice(0, FRAMES).map((frame) => frame.trim()) };
};
