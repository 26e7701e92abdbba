import { readCommandLine, UsageError } from '../toolchain/command-line.mjs';
import { blockUser, unblockUser } from './admin/block-user.ts';
import { eraseUser } from './admin/erase-user.ts';
import { findCaller } from './admin/find-caller.ts';
import { runReports } from './admin/reports-command.ts';
import { findChannelsTable, restoreAfterRemoval } from './admin/restore-stream.ts';
import { revokeUser } from './admin/revoke-user.ts';
import { countByKid, describeKeys, dropSealingKey } from './admin/sealing-keys.ts';
import { requireAwsSettings } from './aws-settings.ts';
import { OperatorError } from './operator-error.ts';
import { run } from './run.ts';
import { openSecretStore, readValue } from './secrets/secret-store.ts';
import { readStage, stageOptions } from './stage.ts';
import { findUsersTable, invokeFunction, isDeployed } from './stage-functions.ts';

const USAGE = `npm run admin -- revoke-user --stage <stage> --user <chat user id>
npm run admin -- erase-user --stage <stage> --subject <claim sub of the identity provider> --confirm <chat user id> [--at-once]
npm run admin -- block-user --stage <stage> (--user <chat user id> | --caller <hash of a log line>)
npm run admin -- unblock-user --stage <stage> (--user <chat user id> | --caller <hash of a log line>)
npm run admin -- find-caller --stage <stage> --caller <hash of a log line>    reads the whole table of users
npm run admin -- configure-stream --stage <stage>
npm run admin -- restore-stream --stage <stage> [--table <name>]    when the stack went while Stream was away
npm run admin -- reconcile --stage <stage>    goes on where the last run stopped
npm run admin -- reconcile --stage <stage> --from <time> --to <time>    times as 2026-11-22T10:00:00Z
npm run admin -- reports --stage <stage> [--show <id> | --close <id>] [--table <name>]    without an id lists them
npm run admin -- sealing-keys --stage <stage> [--table <name>] [--drop <key id>]
Each takes --stages <folder> for a stage file that is not in infra/stages.`;

const commandLine = {
  ...stageOptions,
  user: { type: 'string' },
  caller: { type: 'string' },
  subject: { type: 'string' },
  confirm: { type: 'string' },
  'at-once': { type: 'boolean' },
  from: { type: 'string' },
  to: { type: 'string' },
  table: { type: 'string' },
  drop: { type: 'string' },
  show: { type: 'string' },
  close: { type: 'string' },
} as const;

type Option = keyof typeof commandLine;
type Options = { [Name in Exclude<Option, 'at-once'>]?: string } & { 'at-once'?: boolean };
type Command = {
  /** Beside those that name the stage. */
  takes: readonly Option[];
  run: (options: Options) => Promise<void>;
};

const revoke = async ({ user, ...options }: Options) => {
  if (!user) throw new UsageError('--user is needed: the chat user id, as GET /me answers it.');
  const { stage, streamUrl } = await openStage(options);
  const secret = await readValue(openSecretStore(stage), 'stream');
  const time = await revokeUser(secret, streamUrl, user, new Date());
  console.log(`Stream refuses the tokens of ${user} that were issued before ${time}.`);
  console.log(
    'Open connections stay until they break. Whom your identity provider lets in gets new tokens: shut them out there first.',
  );
};

const blocking =
  (change: typeof blockUser, words: (user: string) => string) =>
  async ({ user: named, caller, table: namedTable, ...options }: Options) => {
    if ((named === undefined) === (caller === undefined))
      throw new UsageError('Either --user, a chat user id, or --caller, the hash of a log line.');
    const { stage, streamUrl } = await openStage(options);
    const table = namedTable ?? (await findUsersTable(stage));
    const user = named ?? (await whoIs(stage, table, caller ?? ''));
    const secret = await readValue(openSecretStore(stage), 'stream');
    const outcome = await change({ table, secret, streamUrl }, user, new Date());
    console.log(`${words(user)} At Stream: ${outcome}.`);
  };

const block = blocking(
  blockUser,
  (user) => `${user} is blocked: our API answers USER_BLOCKED from the next call on.`,
);
const unblock = blocking(unblockUser, (user) => `${user} is not blocked any more.`);

const find = async ({ caller, table, ...options }: Options) => {
  if (caller === undefined) throw new UsageError('--caller is needed: the field `caller` of a log line.');
  const { stage } = await openStage(options);
  console.log(await whoIs(stage, table ?? (await findUsersTable(stage)), caller));
};

const whoIs = async (stage: string, table: string, caller: string): Promise<string> => {
  const user = await findCaller(table, await readValue(openSecretStore(stage), 'logs'), caller);
  if (user === null)
    throw new OperatorError(
      'Nobody in the table of users has this hash: the key is another by now, or they have not signed up.',
    );
  return user;
};

const erase = async ({ subject, confirm, 'at-once': atOnce = false, ...options }: Options) => {
  if (subject === undefined)
    throw new UsageError('--subject is needed: the claim sub of the person at the identity provider.');
  const { stage } = await openStage(options);
  const invoke = (event: object) => invokeFunction(stage, 'erase-due', event);
  const receipt = await eraseUser(invoke, { subject, confirmed: confirm, atOnce });
  show(receipt);
  if (receipt.completedAt !== undefined) return;
  if (Date.parse(receipt.dueAt) > Date.now())
    console.log(`They are signed out, and can keep their account until ${receipt.dueAt}.`);
  else
    console.log(
      'Stream is still at it: the stage goes on by itself. Run the same again to see how far it is.',
    );
};

const configure = async (options: Options) => {
  const { stage } = await openStage(options);
  const answer = (await invokeFunction(stage, 'configure-stream', {})) as { Data?: { status?: string } };
  show(answer);
  if (answer.Data?.status !== 'configured') process.exitCode = 1;
};

const restore = async ({ table: named, ...options }: Options) => {
  const { stage, streamUrl } = await openStage(options);
  if (await isDeployed(stage, 'configure-stream'))
    throw new OperatorError(
      `The stage is deployed, and removing it puts Stream back: npx cdk destroy -c stage=${stage}`,
    );
  const table = named ?? (await findChannelsTable(stage));
  const secret = await readValue(openSecretStore(stage), 'stream');
  const report = await restoreAfterRemoval({ table, secret, streamUrl });
  console.log(report ? 'Stream is as it was before the stack.' : 'Nothing is left to be put back.');
  if (report) show(report);
};

const reconcile = async ({ from, to, ...options }: Options) => {
  const period = readPeriod(from, to);
  const { stage } = await openStage(options);
  show(await invokeFunction(stage, 'reconcile', period));
};

const sealingKeys = async ({ table, drop, ...options }: Options) => {
  const { stage } = await openStage(options);
  const counts = await countByKid(table ?? (await findUsersTable(stage)));
  const store = openSecretStore(stage);
  if (drop !== undefined) await dropSealingKey(store, counts, drop, new Date());
  console.log(`${'key id'.padEnd(24)}${'users'.padStart(10)}`);
  for (const line of await describeKeys(store, counts)) console.log(line);
};

const reports = async ({ table: named, show: shown, close, ...options }: Options) => {
  const { stage } = await openStage(options);
  const table = named ?? (await findUsersTable(stage));
  await runReports({ stage, table, show: shown, close });
};

const commands: Record<string, Command> = {
  'revoke-user': { takes: ['user'], run: revoke },
  'erase-user': { takes: ['subject', 'confirm', 'at-once'], run: erase },
  'block-user': { takes: ['user', 'caller', 'table'], run: block },
  'unblock-user': { takes: ['user', 'caller', 'table'], run: unblock },
  'find-caller': { takes: ['caller', 'table'], run: find },
  'configure-stream': { takes: [], run: configure },
  'restore-stream': { takes: ['table'], run: restore },
  reconcile: { takes: ['from', 'to'], run: reconcile },
  reports: { takes: ['show', 'close', 'table'], run: reports },
  'sealing-keys': { takes: ['table', 'drop'], run: sealingKeys },
};

/** The stage's config, once there is an AWS account to ask. */
const openStage = async (options: Options) => {
  const config = readStage(options);
  await requireAwsSettings();
  return config;
};

/** Without a period the function does as if its clock had called it. */
const readPeriod = (from: string | undefined, to: string | undefined) => {
  if (from === undefined && to === undefined) return {};
  if (!from || !to) throw new UsageError('--from and --to belong together.');
  const [start, end] = [Date.parse(from), Date.parse(to)];
  if (!(start < end)) throw new OperatorError('--from and --to must be times, and --from the earlier one.');
  return { from: new Date(start).toISOString(), to: new Date(end).toISOString() };
};

const show = (answer: unknown) => console.log(JSON.stringify(answer, null, 2));

const commandOf = ([name, ...rest]: string[]): [string, Command] => {
  const there = `There are: ${Object.keys(commands).join(', ')}.`;
  if (name === undefined) throw new UsageError(`Which command? ${there}`);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(`There is no command of that name. ${there}`);
  if (rest.length > 0) throw new UsageError(`One word too many behind ${name}.`);
  return [name, command];
};

await run(USAGE, async () => {
  const { values, positionals } = readCommandLine({ options: commandLine, allowPositionals: true });
  const [name, command] = commandOf(positionals);
  const taken = [...Object.keys(stageOptions), ...command.takes];
  const wrong = Object.keys(values).find((option) => !taken.includes(option));
  if (wrong) throw new UsageError(`${name} takes no --${wrong}.`);
  await command.run(values);
});
