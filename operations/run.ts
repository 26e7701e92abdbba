import { describeError } from '../shared/log.ts';
import { OperatorError } from './operator-error.ts';

const USAGE_EXIT = 2;

/** A command line that was not understood. Nothing of it is repeated: somebody may have typed a secret into it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Runs a command and ends with its exit code: 0, 1 for a problem, 2 for a command line that was not understood.
 * An error that nobody foresaw is told by its class and place only: its message may quote what it was given.
 */
export const run = async (usage: string, command: () => Promise<void>): Promise<void> => {
  try {
    await command();
  } catch (error) {
    process.exitCode = error instanceof UsageError ? USAGE_EXIT : 1;
    console.error(complaintAbout(error, usage));
  }
};

const complaintAbout = (error: unknown, usage: string): string => {
  if (error instanceof UsageError) return usage;
  if (error instanceof OperatorError) return error.message;
  const { errorName, stack = [] } = describeError(error);
  return [`This should not have happened: ${errorName}`, ...stack].join('\n  ');
};

/** Gives back what `parse` gives; throws {@link UsageError} when it throws. */
export const readArguments = <Options>(parse: () => Options): Options => {
  try {
    return parse();
  } catch {
    throw new UsageError();
  }
};
