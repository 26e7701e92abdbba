import { parseArgs } from 'node:util';
import { eraseUser } from './admin/erase-user.ts';
import { revokeUser } from './admin/revoke-user.ts';
import { countByKid, describeKeys, dropSealingKey } from './admin/sealing-keys.ts';
import { OperatorError } from './operator-error.ts';
import { readArguments, run, UsageError } from './run.ts';
import { openSecretStore, readValue } from './secrets/secret-store.ts';
import { readStage, stageOptions } from './stage.ts';
import { findUsersTable, invokeFunction } from './stage-functions.ts';

const USAGE = `npm run admin -- revoke-user --stage <stage> --user <chat user id>
npm run admin -- erase-user --stage <stage> --subject <claim sub of the identity provider> --confirm <chat user id>
npm run admin -- configure-stream --stage <stage>
npm run admin -- reconcile --stage <stage>    goes on where the last run stopped
npm run admin -- reconcile --stage <stage> --from <time> --to <time>    times as 2026-11-22T10:00:00Z
npm run admin -- sealing-keys --stage <stage> [--table <name>] [--drop <key id>]
Each takes --stages <folder> for a stage file that is not in infra/stages.`;

const commandLine = {
  ...stageOptions,
  user: { type: 'string' },
  subject: { type: 'string' },
  confirm: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  table: { type: 'string' },
  drop: { type: 'string' },
} as const;

type Options = { [Name in keyof typeof commandLine]?: string };
type Command = (options: Options) => Promise<void>;

const commands: Record<string, Command> = {
  async 'revoke-user'({ user, ...options }) {
    if (!user) throw new UsageError();
    const { stage, streamUrl } = readStage(options);
    const secret = await readValue(openSecretStore(stage), 'stream');
    const time = await revokeUser(secret, streamUrl, user, new Date());
    console.log(`Stream refuses the tokens of ${user} that were issued before ${time}.`);
    console.log(
      'Open connections stay until they break. Whom your identity provider lets in gets new tokens: shut them out there first.',
    );
  },

  async 'erase-user'({ subject, confirm, ...options }) {
    if (subject === undefined) throw new UsageError();
    const { stage } = readStage(options);
    const receipt = await eraseUser((event) => invokeFunction(stage, 'erase', event), subject, confirm);
    show(receipt);
    if (receipt.completedAt === undefined)
      console.log(
        'Stream is still at it: run the same again in a while, until there is a time of completion.',
      );
  },

  async 'configure-stream'(options) {
    const { stage } = readStage(options);
    show(await invokeFunction(stage, 'configure-stream', {}));
  },

  async reconcile({ from, to, ...options }) {
    const { stage } = readStage(options);
    show(await invokeFunction(stage, 'reconcile', readPeriod(from, to)));
  },

  async 'sealing-keys'({ table, drop, ...options }) {
    const { stage } = readStage(options);
    const counts = await countByKid(table ?? (await findUsersTable(stage)));
    const store = openSecretStore(stage);
    if (drop !== undefined) await dropSealingKey(store, counts, drop, new Date());
    console.log(`${'key id'.padEnd(24)}${'users'.padStart(10)}`);
    for (const line of await describeKeys(store, counts)) console.log(line);
  },
};

/** Without a period the function does as if its clock had called it. */
const readPeriod = (from: string | undefined, to: string | undefined) => {
  if (from === undefined && to === undefined) return {};
  if (!from || !to) throw new UsageError();
  const [start, end] = [Date.parse(from), Date.parse(to)];
  if (!(start < end)) throw new OperatorError('--from and --to must be times, and --from the earlier one.');
  return { from: new Date(start).toISOString(), to: new Date(end).toISOString() };
};

const show = (answer: unknown) => console.log(JSON.stringify(answer, null, 2));

await run(USAGE, async () => {
  const { values, positionals } = readArguments(() =>
    parseArgs({ options: commandLine, allowPositionals: true }),
  );
  const [name = '', ...rest] = positionals;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command || rest.length > 0) throw new UsageError();
  await command(values);
});
