import type { ErrorType } from './contract/error-types.ts';
import type { EraseDueReport } from './domain/erase-due.ts';
import type { Refusal } from './domain/plaintext-policy.ts';
import type { ReconcileReport } from './domain/reconcile.ts';
import type { EventOutcome } from './domain/sweep-event.ts';
import type { SecretName } from './secrets.ts';

/**
 * All that may ever stand in a log line. There is no field for free text: what people type, tokens, keys, codes, phone
 * numbers and bodies have nowhere to go.
 */
type LogLine = {
  event:
    | 'request'
    | 'failure'
    | 'plaintext-refused'
    | 'secret-refresh-failed'
    | 'caller-key-missing'
    | 'resealing-failed'
    | 'message-swept'
    | 'sweep-held-back'
    | 'queue-events'
    | 'reconciled'
    | 'erasures-due'
    | 'stream-setup'
    | 'codes-used-up';
  route?: string;
  requestId?: string;
  /** As the gateway's access log has it. */
  gatewayRequestId?: string;
  /** A keyed hash of the caller; `npm run admin -- find-caller` finds who it is. */
  caller?: string;
  statusCode?: number;
  durationMs?: number;
  errorType?: ErrorType;
  /** Class of an unexpected error and the places it came through, without its message. */
  errorName?: string;
  stack?: string[];
  refusal?: Refusal;
  secret?: SecretName;
  /** Whose codes of the day are used up. */
  codesOf?: 'stage' | 'callingCode';
  /** Of a message that was swept: channel, SHA-256 of the message's id, and Stream's time of it. */
  cid?: string;
  messageIdHash?: string;
  messageTime?: string;
  /** How many events of the queue, or messages, came to what. */
  outcomes?: Partial<Record<EventOutcome, number>>;
  report?: ReconcileReport;
  erasures?: EraseDueReport;
  streamSetup?:
    | 'configured'
    | 'not configured'
    | 'waiting for secrets'
    | 'restored'
    | 'not restored'
    | 'nothing to do';
};

/** Writes one line; Lambda's JSON log format makes an object of it. */
export const log = (level: 'info' | 'warn' | 'error', line: LogLine): void => console[level](line);

/**
 * For functions that nobody waits for: Lambda writes what they throw into the log, message and all, and other people's errors quote their input. Logs where it
 * came from, and gives an error in words of ours to throw in its place.
 */
export const inOurWords = (error: unknown, words: string): Error => {
  log('error', { event: 'failure', ...describeError(error) });
  return new Error(words);
};

const FRAMES = 8;
const FRAME = /^\s+at /;

/** Class and call sites of an error, and the class of what caused it. Messages stay out: other people's errors quote their input. */
export const describeError = (error: unknown): Pick<LogLine, 'errorName' | 'stack'> => {
  if (!(error instanceof Error)) return { errorName: typeof error };
  const cause = error.cause instanceof Error ? `<${error.cause.name}` : '';
  return { errorName: error.name + cause, stack: framesOf(error).slice(0, FRAMES) };
};

/** The frames stand behind the message, which may have lines that look like frames. */
const framesOf = ({ stack = '', message }: Error): string[] => {
  const messageAt = stack.indexOf(message);
  if (messageAt < 0) return [];
  const lines = stack.slice(messageAt + message.length).split('\n');
  return lines.filter((line) => FRAME.test(line)).map((line) => line.trim());
};
