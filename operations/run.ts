import { describeError } from '../shared/log.ts';
import { complaint, isHelpAsked, USAGE_EXIT, UsageError } from '../toolchain/command-line.mjs';
import { OperatorError } from './operator-error.ts';

/**
 * Runs a command and ends with its exit code: 0, 1 for a problem, 2 for a command line that was not understood. Whoever asks for
 * help gets it, and nothing is run. An error that nobody foresaw is told by its class and place only: its message may quote
 * what it was given.
 */
export const run = async (usage: string, command: () => Promise<void>): Promise<void> => {
  if (isHelpAsked()) return console.log(usage);
  try {
    await command();
  } catch (error) {
    process.exitCode = error instanceof UsageError ? USAGE_EXIT : 1;
    console.error(wordsFor(error, usage));
  }
};

const wordsFor = (error: unknown, usage: string): string => {
  if (error instanceof UsageError) return complaint(error, usage);
  if (error instanceof OperatorError) return error.message;
  const { errorName, stack = [] } = describeError(error);
  return [`This should not have happened: ${errorName}`, ...stack].join('\n  ');
};
