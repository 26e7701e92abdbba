import { readCommandLine, UsageError } from '../toolchain/command-line.mjs';
import { type Admission, admit } from './doctor/admit.ts';
import { openAccount } from './doctor/aws-account.ts';
import { checksBefore, examine } from './doctor/examine.ts';
import { type Finding, ok, wrong } from './doctor/finding.ts';
import { isWrong, lineOf, summaryOf } from './doctor/report.ts';
import { OperatorError } from './operator-error.ts';
import { run } from './run.ts';
import { readAll } from './secrets/read-all.ts';
import { openSecretStore } from './secrets/secret-store.ts';
import { readStage, type StageOptions, stageOptions } from './stage.ts';

const USAGE = `npm run doctor -- --stage <stage>       looks at a live deployment and says what is wrong and how to mend it
  --api-url <address>     where the API is, in place of the stack's output
  --webhook-url <address> where Stream must call, if that is not <api-url>/webhooks/stream
  --token-from-stdin      tries the access token of a user, piped in
  --before-deploy         looks at what a deployment needs, and at nothing that it makes
  --stages <folder>       where the stage file is, if not in infra/stages
  --json                  the findings as JSON
Ends with 1 when something is wrong.`;

const PATIENCE_MS = 5_000;

const commandLine = {
  ...stageOptions,
  'api-url': { type: 'string' },
  'webhook-url': { type: 'string' },
  'token-from-stdin': { type: 'boolean', default: false },
  'before-deploy': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

const main = async () => {
  const { values } = readCommandLine({ options: commandLine });
  const { stage, json } = values;
  const addresses = { apiUrl: values['api-url'], webhookUrl: values['webhook-url'] };
  if (!stage) throw new UsageError('--stage is needed: the name of a stage file, without .json.');
  for (const option of ['api-url', 'webhook-url'] as const)
    if (!isAddress(values[option]))
      throw new UsageError(`--${option} takes an address that begins with https:// or http://.`);
  const tell = json ? () => {} : (finding: Finding) => console.log(lineOf(finding));
  const userToken = values['token-from-stdin'] ? await readAll(process.stdin, PATIENCE_MS) : null;
  const findings = await visit(
    { stage, stages: values.stages },
    { ...addresses, userToken: userToken || null, isBefore: values['before-deploy'] },
    tell,
  );
  console.log(json ? JSON.stringify({ stage, findings }, null, 2) : `\n${summaryOf(findings)}`);
  if (findings.some(isWrong)) process.exitCode = 1;
};

const visit = async (
  named: StageOptions,
  { isBefore, ...told }: Pick<Admission, 'apiUrl' | 'webhookUrl' | 'userToken'> & { isBefore: boolean },
  tell: (finding: Finding) => void,
): Promise<Finding[]> => {
  const say = (finding: Finding) => {
    tell(finding);
    return finding;
  };
  const config = tryStage(named);
  if (config instanceof OperatorError)
    return [say({ check: 'stage file', ...wrong(config.message, 'infra/stages/ has an example') })];
  const first = say({
    check: 'stage file',
    ...ok(`${named.stages ?? 'infra/stages'}/${config.stage}.json is valid`),
  });
  const store = openSecretStore(config.stage);
  const { patient, outputs } = await admit({ config, account: openAccount(), store, ...told });
  if (isBefore) return [first, ...(await examine(patient, tell, checksBefore))];
  return [first, say({ check: 'stack', ...outputs }), ...(await examine(patient, tell))];
};

const tryStage = (named: StageOptions) => {
  try {
    return readStage(named);
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  }
};

const isAddress = (text: string | undefined): boolean =>
  text === undefined || ['http:', 'https:'].includes(URL.parse(text)?.protocol ?? '');

await run(USAGE, main);
