import { readCommandLine, UsageError } from '../toolchain/command-line.mjs';
import { readPort } from './stack/ports.ts';
import { readOpenTo } from './stack/read-open-to.ts';
import { readOrigins } from './stack/read-origins.ts';

export const USAGE = `npm start -- [--fresh] [--origin <origin>]... [--open-to <address>]
  --fresh    forget all users, messages and keys first
  --origin   let pages of this origin use the stack too, for example http://localhost:5173 (may be repeated)
  --open-to  let phones on a private network use the stack, at this address of this machine, for example 192.168.1.20; everybody there can then
             be anybody on it, and read all codes
  PORT       front door's port (4000); the other servers follow it; 0 picks free ports`;

export type StartCommand = { fresh: boolean; origins: string[]; openTo: string | undefined; port: number };

/** What npm says of an option that came without a value. */
const NO_VALUE = 'true';

/**
 * Reads arguments and variables of `npm start`. Throws {@link UsageError} for an option it does not understand and for
 * what `--open-to` is given, and an Error in words for what `PORT` and `--origin` are given.
 */
export const readStartCommand = (
  args: string[],
  env: NodeJS.ProcessEnv,
  ownAddresses?: readonly string[],
): StartCommand => {
  const fromNpm = env.npm_config_origin?.split(/\s+/).filter(Boolean) ?? [];
  if (env.npm_config_open_to !== undefined)
    throw new UsageError(
      'npm took --open-to for a setting of its own. It hands options on only behind " -- ", as below.',
    );
  const { values, positionals } = readCommandLine(
    {
      allowPositionals: fromNpm.includes(NO_VALUE),
      options: {
        fresh: { type: 'boolean', default: false },
        origin: { type: 'string', multiple: true, default: [] },
        'open-to': { type: 'string' },
      },
    },
    args,
  );
  const openTo = values['open-to'];
  return {
    fresh: values.fresh || env.npm_config_fresh === 'true',
    origins: readOrigins([...values.origin, ...originsTakenByNpm(fromNpm, positionals)]),
    openTo: openTo === undefined ? undefined : readOpenTo(openTo, ownAddresses),
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
