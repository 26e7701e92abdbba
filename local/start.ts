import { join } from 'node:path';
import colors from 'picocolors';
import { complaint, isHelpAsked, USAGE_EXIT, UsageError } from '../toolchain/command-line.mjs';
import type { Stack } from './stack/start-stack.ts';
import { leaveWhenStopped, untilStopped } from './stack/until-stopped.ts';
import { readStartCommand, USAGE } from './start-command.ts';

const STATE_FOLDER = join(import.meta.dirname, '..', '.sealed-stream');

const run = async (): Promise<void> => {
  if (isHelpAsked()) return console.log(USAGE);
  const { fresh, origins, openTo, port } = readStartCommand(process.argv.slice(2), process.env);
  console.log(
    colors.bold('Sealed Stream'),
    colors.dim(fresh ? 'on this machine, from nothing' : 'on this machine'),
  );
  leaveWhenStopped();
  const { startStack } = await import('./stack/start-stack.ts');
  const stack = await startStack({
    port,
    fresh,
    origins,
    openTo,
    stateDir: STATE_FOLDER,
    web: true,
    onLine: (line) => console.log(`  ${line}`),
  });
  showReady(stack, origins);
  if (openTo !== undefined) showWarning(stack, openTo);
  await untilStopped();
  console.log('\nStopping …');
  await stack.close();
  process.exit(0);
};

type Place = [name: string, place: string, what: string];

const showReady = ({ webHere, api, inbox, dashboard, logDir }: Stack, origins: string[]): void => {
  const places: Place[] = [
    ['Web app', webHere, 'open it as Alice, as Bob, as anybody else'],
    ['Inbox', inbox, 'the codes people get'],
    ['Dashboard', dashboard, 'what Stream stores'],
    ['Stack', `${webHere}/stack`, 'everything that runs'],
    ['API', api, ''],
    ['Logs', logDir, ''],
    ...origins.map((origin): Place => ['Other app', origin, 'its pages may use API, sign-in and inbox']),
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

const showWarning = ({ web, webHere }: Stack, openTo: string): void =>
  console.log(`${colors.yellow(`Open to the network of ${openTo}`)}: everybody there can sign in as anybody, read all codes and change what runs here.
  Only for development, and only in a network you trust. A phone's app finds everything at ${colors.cyan(`${web}/stack.json`)};
  the web app works in browsers on this machine alone, at ${webHere}: elsewhere they do no cryptography for a page in the clear.
`);

try {
  await run();
} catch (error) {
  if (error instanceof UsageError) {
    console.error(complaint(error, USAGE));
    process.exit(USAGE_EXIT);
  }
  console.error(colors.red(error instanceof Error ? error.message : String(error)));
  process.exit(1);
}
