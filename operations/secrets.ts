import { recipientOf } from '../shared/adapters/report-seal.ts';
import type { SecretName } from '../shared/secrets.ts';
import { readCommandLine, UsageError } from '../toolchain/command-line.mjs';
import { requireAwsSettings } from './aws-settings.ts';
import { OperatorError } from './operator-error.ts';
import { run } from './run.ts';
import { type Check, checkFor, isSecretName, secretNames } from './secrets/check-secret.ts';
import { isAsked } from './secrets/fields.ts';
import { type FillOptions, fillSecrets } from './secrets/fill-secrets.ts';
import { type HiddenPrompt, openHiddenPrompt } from './secrets/hidden-prompt.ts';
import { readAll } from './secrets/read-all.ts';
import {
  retireStreamSecret,
  rotateAsked,
  rotateLogs,
  rotateModeration,
  rotateSealing,
} from './secrets/rotate-secret.ts';
import { openSecretStore, readValue, type SecretStore } from './secrets/secret-store.ts';
import { askingSource, jsonSource, type Source, silentSource } from './secrets/source.ts';
import { readStage, secretOf, stageOptions } from './stage.ts';
import { invokeFunction } from './stage-functions.ts';

const USAGE = `npm run secrets -- --stage <stage>                    fills what is missing
npm run secrets -- --stage <stage> --only <secret>      fills or replaces this one; may be repeated
npm run secrets -- --stage <stage> --rotate <secret>    stream, seald, ssks, sealing, logs or moderation
npm run secrets -- --stage <stage> --retire stream      ends the time of Stream's previous API secret
Each takes --stages <folder> for a stage file that is not in infra/stages.
Secrets: ${secretNames.join(', ')}. Values are asked for at a terminal, or read as JSON from standard input.`;

const PATIENCE_MS = 5_000;

const commandLine = {
  ...stageOptions,
  only: { type: 'string', multiple: true },
  rotate: { type: 'string' },
  retire: { type: 'string' },
} as const;

const main = async () => {
  const { values } = readCommandLine({ options: commandLine });
  const { only = [], rotate: rotated, retire: retired } = values;
  const asked = [only.length > 0, rotated !== undefined, retired !== undefined].filter(Boolean);
  if (asked.length > 1) throw new UsageError('--only, --rotate and --retire are for one at a time.');
  const names = only.map((name) => nameOf('--only', name));
  const toRotate = rotated === undefined ? undefined : nameOf('--rotate', rotated);
  if (retired !== undefined && retired !== 'stream')
    throw new UsageError('--retire takes stream, and no other.');
  const { stage, activationKeyType } = readStage(values);
  await requireAwsSettings();
  const [store, check] = [openSecretStore(stage), checkFor(activationKeyType)];
  if (toRotate !== undefined) return rotate(store, stage, toRotate, check);
  if (retired !== undefined) return retire(store, stage);
  return fill(store, stage, { only: names, check, now: new Date() });
};

const nameOf = (option: string, text: string): SecretName => {
  if (!isSecretName(text)) throw new UsageError(`${option} takes one of: ${secretNames.join(', ')}.`);
  return text;
};

const fill = async (store: SecretStore, stage: string, options: FillOptions) => {
  const { written, missing } = await withSource((source) => fillSecrets(store, source, options));
  for (const name of written) console.log(`Wrote ${secretOf(stage, name)}.`);
  if (written.length === 0 && missing.length === 0)
    console.log('All secrets are filled. Nothing was written.');
  if (missing.length > 0) return console.log(`Still missing: ${missing.join(', ')}.`);
  if (written.includes('moderation')) await sayRecipient(store);
  if (written.length > 0) await configureStream(stage);
  console.log(`Next: npm run doctor -- --stage ${stage}`);
};

const rotate = async (store: SecretStore, stage: string, name: SecretName, check: Check) => {
  if (name === 'pepper')
    throw new OperatorError(
      'The pepper does not rotate: the phone numbers and addresses that people enrolled with could not be recognised any more.',
    );
  if (name === 'logs') await rotateLogs(store);
  else if (name === 'moderation') await rotateModeration(store);
  else if (isAsked(name)) await withSource((source) => rotateAsked(store, name, source, check));
  else console.log(`The new key is ${await rotateSealing(store, new Date())}.`);
  console.log(`Wrote ${secretOf(stage, name)}. The functions take it up within minutes.`);
  if (name === 'stream') await configureStream(stage);
  if (name === 'moderation') await sayRecipient(store);
  console.log(AFTER_ROTATION[name].replaceAll('<stage>', stage));
};

/** The public half, which is no secret. */
const sayRecipient = async (store: SecretStore) => {
  const [identity = ''] = (await readValue(store, 'moderation')).identities;
  console.log(
    `Reports are taken once the stage file has  "reports": { "recipient": "${recipientOf(identity)}" }`,
  );
};

/** The stack could not set Stream up without its secret. The secrets are written, whatever comes of it. */
const configureStream = async (stage: string) => {
  try {
    const { Data } = (await invokeFunction(stage, 'configure-stream', {})) as {
      Data?: { status?: string; says?: string };
    };
    if (Data?.status !== 'configured') throw new OperatorError(`It answered: ${Data?.says ?? 'nothing'}`);
    console.log('Stream is set up.');
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    console.error(error.message);
    console.error(`Stream is not set up. Once more: npm run admin -- configure-stream --stage ${stage}`);
    process.exitCode = 1;
  }
};

const AFTER_ROTATION = {
  stream:
    'Webhooks are accepted with both API secrets. When Stream uses the old one no more:\n  npm run secrets -- --stage <stage> --retire stream',
  seald: 'Delete the old JWT shared secret in the dashboard of Seald, an hour from now at the earliest.',
  ssks: 'Try it: npm run doctor -- --stage <stage>',
  moderation: 'Put it there, then: npx cdk deploy -c stage=<stage>. Reports from before still open.',
  logs: 'Log lines from before lead to nobody any more.',
  sealing:
    'What older keys sealed is sealed anew as people come by. Who is left: npm run admin -- sealing-keys --stage <stage>',
};

const retire = async (store: SecretStore, stage: string) => {
  const isDone = await retireStreamSecret(store);
  console.log(isDone ? `Wrote ${secretOf(stage, 'stream')}.` : 'There is no previous API secret.');
};

/** A person if there is a terminal, else standard input. Neither is touched before something is asked. */
const withSource = async <Result>(work: (source: Source) => Promise<Result>): Promise<Result> => {
  if (!process.stdin.isTTY) {
    const text = await readAll(process.stdin, PATIENCE_MS);
    return work(text === '' ? silentSource : jsonSource(text));
  }
  let prompt: HiddenPrompt | undefined;
  const ask = (question: string) => {
    prompt ??= openHiddenPrompt();
    return prompt.ask(question);
  };
  try {
    return await work(askingSource(ask, (line) => console.error(line)));
  } finally {
    prompt?.close();
  }
};

await run(USAGE, main);
