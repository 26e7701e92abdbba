// @ts-check
import { parseArgs } from 'node:util';

/** What a command ends with whose command line was not understood. */
export const USAGE_EXIT = 2;

/** A command line that was not understood. Its message repeats no value: somebody may have typed a secret there. */
export class UsageError extends Error {
  /** @override */
  name = 'UsageError';
}

/** What of a typed word looks like the name of an option, and so may be said again. */
const OPTION = /^--?[a-z][a-z-]{0,30}$/;

/**
 * What node says of a command line, in words of ours.
 * @param {unknown} error
 * @param {readonly string[]} known
 */
const wordsFor = (error, known) => {
  const { code, message } = /** @type {{ code?: string, message: string }} */ (error);
  const [, quoted = ''] = /'([^' <]+)/.exec(message) ?? [];
  const [name = ''] = quoted.replace(/,$/, '').split('=');
  const said = OPTION.test(name) ? name : '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION')
    return `There is no option${said ? ` ${said}` : ' of that name'}. There are: ${known.join(', ')}.`;
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE')
    return message.includes('does not take an argument')
      ? `${said || 'One option'} takes no value.`
      : `${said || 'One option'} needs a value.`;
  return 'A word stands where an option should be. npm hands options on only behind " -- ", as below.';
};

/**
 * Reads a command line by node's strict rules, `--help` among the options. Throws {@link UsageError} that names what was wrong.
 * @template {import('node:util').ParseArgsOptionsConfig} const Options
 * @param {{ options: Options, allowPositionals?: boolean }} config
 * @param {string[]} [args]
 */
export const readCommandLine = ({ options, allowPositionals = false }, args = process.argv.slice(2)) => {
  try {
    return parseArgs({ args, options, allowPositionals, strict: true });
  } catch (error) {
    throw new UsageError(
      wordsFor(
        error,
        [...Object.keys(options), 'help'].map((name) => `--${name}`),
      ),
    );
  }
};

/**
 * Whether somebody asks for help, whatever else they typed: then nothing else is done.
 * @param {readonly string[]} [args]
 */
export const isHelpAsked = (args = process.argv.slice(2)) => {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? args.length : end).some((arg) => arg === '--help' || arg === '-h');
};

/**
 * What is said of a command line that was not understood.
 * @param {UsageError} error
 * @param {string} usage
 */
export const complaint = ({ message }, usage) => [message, usage].filter(Boolean).join('\n\n');

/**
 * For a command without options: answers `--help` and ends, or says what was wrong and ends. Comes before all that it does.
 * @param {string} usage
 */
export const takeNoOptions = (usage) => {
  if (isHelpAsked()) {
    console.log(usage);
    process.exit(0);
  }
  try {
    readCommandLine({ options: {} });
  } catch (error) {
    console.error(complaint(/** @type {UsageError} */ (error), usage));
    process.exit(USAGE_EXIT);
  }
};
