import colors from 'picocolors';
import { takeNoOptions } from '../../toolchain/command-line.mjs';
import { readPort } from '../stack/ports.ts';
import { type FoundStack, findRunningStack, startOwnStack } from './find-stack.ts';
import { createNarrator } from './narrator.ts';
import { sideBySide } from './side-by-side.ts';

takeNoOptions(`npm run demo
  Two people talk end to end, on the stack that runs (npm start) or on one of its own.
  PORT    front door's port of the stack that runs (4000); 0 starts one of its own`);

const HEADINGS = { typed: 'What was typed', stored: 'What Stream stores', read: 'What Bob reads' };

const openStack = async (say: (line: string) => void): Promise<FoundStack> => {
  const port = readPort(process.env.PORT);
  const running = port === 0 ? null : await findRunningStack(port);
  if (running) {
    say(`Using the stack on ${running.urls.web}`);
    return running;
  }
  const why = port === 0 ? '' : `No stack on port ${port}: `;
  say(`${why}starting one for the demo (npm start keeps one running)`);
  return startOwnStack((line) => say(colors.dim(`  ${line}`)));
};

const run = async (): Promise<void> => {
  const say = (line: string) => console.log(`  ${line}`);
  const narrator = createNarrator((text) => process.stdout.write(text));
  console.log(
    colors.bold('\nSealed Stream: Alice and Bob talk end to end, and Carol is there for a while\n'),
  );
  const stack = await openStack(say);
  try {
    const { play } = await import('./play.ts');
    const { sights, refusal, blocked, shutOut, inBobsName } = await play(stack.urls, narrator).catch(
      (error: unknown) => {
        throw new Error(`while "${narrator.current()}": ${reasonOf(error)}`, { cause: error });
      },
    );
    console.log(`\n${sideBySide(HEADINGS, sights)}`);
    say(`${colors.bold('In the clear, Stream refuses it:')} ${refusal}`);
    say(`${colors.bold("In the clear, Alice's app stops it:")} ${blocked}`);
    say(`${colors.bold("What Carol writes in Bob's name:")} ${inBobsName}`);
    say(`${colors.bold('Carol and the message after her removal:')} ${shutOut}\n`);
    requireReadable(sights);
  } finally {
    await stack.close();
  }
};

const requireReadable = (sights: { typed: string; stored: string; read: string }[]): void => {
  if (sights.length === 0) throw new Error('Stream stores no message');
  for (const { typed, stored, read } of sights) {
    if (typed !== read) throw new Error('Bob does not read what was typed');
    if (stored.includes(typed)) throw new Error('Stream stores what was typed');
  }
};

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

try {
  await run();
  console.log(colors.green(`  Done in ${process.uptime().toFixed(1)} s.\n`));
} catch (error) {
  console.error(colors.red(`\n  The demo failed: ${reasonOf(error)}.`));
  process.exitCode = 1;
}
process.exit(); // stream-chat leaves a 15-second timer behind each connection, which would hold the process
