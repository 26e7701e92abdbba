import { join } from 'node:path';
import { parseArgs } from 'node:util';
import colors from 'picocolors';
import { readPort } from './stack/ports.ts';
import type { Stack } from './stack/start-stack.ts';

const USAGE = `npm start [-- --fresh]
  --fresh   forget all users, messages and keys first
  PORT      front door's port (4000); the other servers follow it; 0 picks free ports`;

const STATE_FOLDER = join(import.meta.dirname, '..', '.sealed-stream');

const readCommand = () => {
  const { values } = parseArgs({
    options: {
      fresh: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  // npm takes `npm start --fresh`, without the `--` before it, for a setting of its own and hands it on like this.
  const fresh = values.fresh || process.env.npm_config_fresh === 'true';
  return { help: values.help, fresh, port: readPort(process.env.PORT) };
};

const run = async (): Promise<void> => {
  const { fresh, help, port } = readCommand();
  if (help) return console.log(USAGE);
  console.log(
    colors.bold('Sealed Stream'),
    colors.dim(fresh ? 'on this machine, from nothing' : 'on this machine'),
  );
  process.once('SIGINT', leave).once('SIGTERM', leave);
  const { startStack } = await import('./stack/start-stack.ts');
  const stack = await startStack({
    port,
    fresh,
    stateDir: STATE_FOLDER,
    web: true,
    onLine: (line) => console.log(`  ${line}`),
  });
  showReady(stack);
  await untilStopped();
  console.log('\nStopping …');
  await stack.close();
  process.exit(0);
};

/** Ends at once. The processes of the functions end when they find their runtime API gone. */
const leave = (): never => process.exit(130);

/** Resolves at the first Ctrl-C or SIGTERM; one more ends the process at once. */
const untilStopped = async (): Promise<void> => {
  process.off('SIGINT', leave).off('SIGTERM', leave);
  const { promise, resolve } = Promise.withResolvers<void>();
  process.once('SIGINT', resolve).once('SIGTERM', resolve);
  await promise;
  process.on('SIGINT', leave).on('SIGTERM', leave);
};

const showReady = ({ web, api, inbox, dashboard, logDir }: Stack): void => {
  const places: [name: string, place: string, what: string][] = [
    ['Web app', web, 'open it as Alice and as Bob'],
    ['Inbox', inbox, 'the codes people get'],
    ['Dashboard', dashboard, 'what Stream stores'],
    ['Stack', `${web}/stack`, 'everything that runs'],
    ['API', api, ''],
    ['Logs', logDir, ''],
  ];
  const width = Math.max(...places.filter(([, , what]) => what).map(([, place]) => place.length));
  const lines = places.map(([name, place, what]) =>
    `  ${name.padEnd(12)} ${colors.cyan(place.padEnd(width))}  ${what}`.trimEnd(),
  );
  console.log(`
${colors.green('Ready')} in ${process.uptime().toFixed(1)} s

${lines.join('\n')}

  Without a browser: ${colors.bold('npm run demo')} in another terminal. Ctrl-C ends everything.
`);
};

try {
  await run();
} catch (error) {
  console.error(colors.red(error instanceof Error ? error.message : String(error)));
  if ((error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS')) console.error(`\n${USAGE}`);
  process.exit(1);
}
