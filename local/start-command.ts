import { readCommandLine, UsageError } from '../toolchain/command-line.mjs';
import { readPort } from './stack/ports.ts';
import { readOrigins } from './stack/read-origins.ts';

export const USAGE = `npm start -- [--fresh] [--origin <origin>]...
  --fresh    forget all users, messages and keys first
  --origin   let pages of this origin use the stack too, for example http://localhost:5173 (may be repeated)
  PORT       front door's port (4000); the other servers follow it; 0 picks free ports`;

export type StartCommand = { fresh: boolean; origins: string[]; port: number };

/** What npm says of an option that came without a value. */
const NO_VALUE = 'true';

/**
 * Reads arguments and variables of `npm start`. Throws {@link UsageError} for an option it does not understand, and an
 * Error in words for what `PORT` and `--origin` are given.
 */
export const readStartCommand = (args: string[], env: NodeJS.ProcessEnv): StartCommand => {
  const fromNpm = env.npm_config_origin?.split(/\s+/).filter(Boolean) ?? [];
  const { values, positionals } = readCommandLine(
    {
      allowPositionals: fromNpm.includes(NO_VALUE),
      options: {
        fresh: { type: 'boolean', default: false },
        origin: { type: 'string', multiple: true, default: [] },
      },
    },
    args,
  );
  return {
    fresh: values.fresh || env.npm_config_fresh === 'true',
    origins: readOrigins([...values.origin, ...originsTakenByNpm(fromNpm, positionals)]),
    port: readPort(env.PORT),
  };
};

/**
 * npm takes options before the `--` for settings of its own. It hands `--origin=x` on as a variable, and makes of `--origin x` a variable
 * that says `true` and an argument `x`, as tried with npm 10.2 to 11.19.
 */
const originsTakenByNpm = (fromNpm: string[], positionals: string[]): string[] => {
  const named = fromNpm.filter((value) => value !== NO_VALUE);
  if (fromNpm.length - named.length > positionals.length) throw new UsageError('--origin needs a value.');
  return [...named, ...positionals];
};
