import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type DeployedFunction, deployedFunctions } from './deployed-functions.ts';

const HOOK = 75;
/** With the tables that the account gate and the caller's budget ask. */
const TOKEN = 97;
/** With what opens keys and reports. */
const USUAL = 145;
/** With our client of Stream. */
const WITH_STREAM = 125;
/** With what is known of the phone numbers of all countries. */
const WITH_PHONE_NUMBERS = 335;

/** In KB of 1,024 bytes, minified, a little above what they are: what makes one grow is looked at. Stream waits for the webhook, and `/token` is what each client calls most. */
const budgets: Record<DeployedFunction, number> = {
  token: TOKEN,
  signup: USUAL,
  me: USUAL,
  erase: WITH_STREAM,
  'undo-erasure': USUAL,
  'export-me': USUAL,
  challenge: WITH_PHONE_NUMBERS,
  'claim-identity': USUAL,
  enroll: USUAL,
  'author-key': USUAL,
  'block-peer': WITH_STREAM,
  'unblock-peer': USUAL,
  blocks: USUAL,
  'create-channel': WITH_STREAM,
  'start-pair': WITH_STREAM,
  'accept-invitation': WITH_STREAM,
  'add-member': WITH_STREAM,
  'remove-member': WITH_STREAM,
  'encryption-session': WITH_STREAM,
  'register-encryption-session': WITH_STREAM,
  'member-keys': WITH_STREAM,
  'sigchain-hash': WITH_STREAM,
  report: USUAL,
  'stream-webhook': HOOK,
  sweep: WITH_STREAM,
  reconcile: WITH_STREAM,
  'erase-due': WITH_STREAM,
  'configure-stream': WITH_STREAM,
};

export type BundleSize = { name: DeployedFunction; kilobytes: number; budget: number };

type Artifact = { type: string; properties?: { templateFile?: string } };
type Resource = { Type: string; Properties: { FunctionName: string; Code: { S3Key: string } } };
type AssetManifest = { files: Record<string, { source: { path: string } }> };

const readJson = <Shape>(...path: string[]): Shape =>
  JSON.parse(readFileSync(join(...path), 'utf8')) as Shape;

const templateFiles = (folder: string): string[] =>
  Object.values(readJson<{ artifacts: Record<string, Artifact> }>(folder, 'manifest.json').artifacts)
    .filter(({ type }) => type === 'aws:cloudformation:stack')
    .map(({ properties }) => properties?.templateFile ?? '');

const routeNameOf = (functionName: string): DeployedFunction => {
  // The longest, because `register-encryption-session` ends as `encryption-session` does.
  const [name] = deployedFunctions
    .filter((candidate) => functionName.endsWith(`-${candidate}`))
    .sort((one, other) => other.length - one.length);
  if (name === undefined)
    throw new Error(`The function ${functionName} has no budget in infra/measure-bundles.ts`);
  return name;
};

/** The function that CDK puts between CloudFormation and a handler of ours. */
const isOfCdk = ({ FunctionName }: { FunctionName: string }): boolean => FunctionName.endsWith('-framework');

const bytesIn = (folder: string): number =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => statSync(join(folder, file)))
    .reduce((sum, stats) => sum + (stats.isFile() ? stats.size : 0), 0);

const measureTemplate = (folder: string, templateFile: string): BundleSize[] => {
  const template = readJson<{ Resources: Record<string, Resource> }>(folder, templateFile);
  const { files } = readJson<AssetManifest>(folder, templateFile.replace('.template.', '.assets.'));
  return Object.values(template.Resources)
    .filter(({ Type, Properties }) => Type === 'AWS::Lambda::Function' && !isOfCdk(Properties))
    .map(({ Properties: { FunctionName, Code } }) => {
      const name = routeNameOf(FunctionName);
      const asset = files[Code.S3Key.replace('.zip', '')];
      if (asset === undefined) throw new Error(`The bundle of ${FunctionName} is not in ${folder}`);
      return { name, kilobytes: bytesIn(join(folder, asset.source.path)) / 1024, budget: budgets[name] };
    });
};

/** The bundle of each function in a folder that `cdk synth` wrote. Throws when the folder, or a function's bundle, is not there. */
export const measureBundles = (folder: string): BundleSize[] =>
  templateFiles(folder).flatMap((file) => measureTemplate(folder, file));

export const isOverBudget = ({ kilobytes, budget }: BundleSize): boolean => kilobytes > budget;
