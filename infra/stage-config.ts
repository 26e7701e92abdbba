import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { activationKeyType } from '../shared/contract/activation-key-type.ts';
import type { BudgetName } from '../shared/contract/budgets.ts';
import { pushNotifications } from '../shared/contract/push-notifications.ts';
import { SEALD_ID_PREFIX } from '../shared/contract/seald-id.ts';
import { FILE_HOST, STREAM_FILE_HOSTS } from '../shared/contract/visible-file.ts';
import { allowedMembers } from '../shared/environment-parts.ts';
import {
  codes,
  customDomain,
  epochsPerMember,
  erasure,
  hookConcurrency,
  identityProvider,
  isSafeUrl,
  reconcile,
  reports,
  reservedConcurrency,
  safeUrl,
  stageName,
  tags,
} from './stage-parts.ts';

const whoMay = z.enum(allowedMembers.options);

const STAGES_FOLDER = join(import.meta.dirname, 'stages');
/** What CloudWatch Logs accepts as a retention, from one day to ten years. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const FILE_HOST_WANTED =
  'must be an origin such as https://files.example.com or https://*.example.com, http on loopback only';
const origin = z
  .string()
  .refine(
    (text) => isSafeUrl(text) && URL.parse(text)?.origin === text,
    'must be an origin such as https://chat.example.com, without a path or a final slash',
  );
const positive = z.int().positive();

const throttling = z.strictObject({
  rate: positive
    .default(1000)
    .describe(
      'Requests a second on all routes but the hook, of all callers together: a bound of the bill. What one caller may ask for is in budgets.',
    ),
  burst: positive
    .default(500)
    .describe(
      'Requests at once on those routes. So many containers may start for them: keep it well below what the account has of Lambda.',
    ),
  webhookRate: positive
    .default(1000)
    .describe(
      'Calls of the hook a second. Stream lets through what is refused here: keep it above any honest load.',
    ),
  webhookBurst: positive.default(2000).describe('Calls of the hook at once.'),
});

const budgetOf = (capacity: number, refillPerSecond: number, what: string) =>
  z
    .strictObject({
      capacity: positive.default(capacity).describe('So many calls at once'),
      refillPerSecond: z
        .number()
        .min(0.001)
        .max(1000)
        .default(refillPerSecond)
        .describe('and then so many a second.'),
    })
    .prefault({})
    .describe(what);

const budgets = z.strictObject({
  account: budgetOf(20, 0.2, 'Signing up, codes, enrolling, erasing.'),
  channels: budgetOf(30, 0.5, 'Making conversations.'),
  members: budgetOf(30, 0.5, 'Adding, removing, accepting, blocking.'),
  epochs: budgetOf(30, 0.5, 'Registering encryption sessions.'),
  reports: budgetOf(10, 0.01, 'Reporting messages.'),
  reads: budgetOf(300, 5, 'Everything that only reads, beyond 20 calls in ten minutes of one container.'),
  keys: budgetOf(1_100, 10, "Keys of a channel's members, each person counted, ten at least a call."),
} satisfies Record<BudgetName, unknown>);

const alarms = z.strictObject({
  emails: z
    .array(z.email())
    .default([])
    .describe('Who is mailed. Each address has to confirm a first mail. With none, nobody is told.'),
  challengesPerHour: positive
    .default(200)
    .describe('More codes than this within an hour raise an alarm: Seald bills them. A busy hour of yours.'),
});

const budget = z.strictObject({
  monthlyUsd: z.number().positive().describe('What a month may cost.'),
  email: z.email().describe('Who is mailed.'),
  of: z
    .enum(['account', 'stage'])
    .default('account')
    .describe(
      'account: all that the AWS account costs. stage: only what has the tag sealed-stream:stage, which must be activated as a cost allocation tag first.',
    ),
});

/**
 * A file of `infra/stages/`: everything that differs between two deployments and is no secret. What each setting says of itself is
 * shown by editors: `npm run stage-schema` makes infra/stage.schema.json of this.
 */
export const stageConfig = z.strictObject({
  stage: stageName.describe('As the file is called; part of every name.'),
  sealdIdPrefix: z
    .string()
    .regex(SEALD_ID_PREFIX, 'must be at most 32 letters and digits, as in TESTING')
    .describe(
      'Keeps the users of two stages apart in one Seald application. Never change it once there are users.',
    ),
  identityProvider: identityProvider.describe(
    'Who people sign in with: any OIDC provider, or a user pool of Cognito that the stack makes.',
  ),
  customDomain: customDomain.optional().describe('An address of your own for the API.'),
  corsOrigins: z.array(origin).min(1).describe('Where the web app is served: scheme, host and port only.'),
  activationKeyType: z
    .enum(activationKeyType.options)
    .default('signupJwt')
    .describe('What new accounts at Seald are made with.'),
  // Has no default: it is what the product promises.
  encryptedChannelTypes: z
    .array(z.string().regex(/^[\w-]{1,64}$/, 'must be a Stream channel type: letters, digits, _ and -'))
    .min(1)
    .describe('Channel types of Stream in which every message must be encrypted.'),
  pushNotifications: z
    .optional(pushNotifications)
    .describe(
      'Notifications of new messages, by Stream, with fixed words and no others. Without it Stream pushes nothing of encrypted channels; see docs/push.md.',
    ),
  rekeyBy: whoMay
    .default('anyMember')
    .describe('Who may start a new encryption session in a channel that has one.'),
  epochsPerMember: epochsPerMember.describe(
    'How many encryption sessions one member may add to one channel. The registry keeps them all.',
  ),
  membersAddedBy: whoMay.default('anyMember').describe('Who may add others.'),
  membersRemovedBy: whoMay
    .default('owner')
    .describe(
      'Who may remove others. Once the owner is gone, it is the member who is in the channel longest. Leaving is open to all.',
    ),
  streamTokenTtlSeconds: z
    .int()
    .min(60)
    .max(86_400)
    .default(3600)
    .describe(
      "How long a token of Stream's is good, and so how long Stream goes on after your provider has shut somebody out.",
    ),
  codes: codes.describe('Where codes may go, and how many: each costs money, and rings at somebody.'),
  ssksUrl: safeUrl.default('https://ssks.seald.io/').describe("Address of Seald's key storage."),
  // Stream's client puts its paths right behind it.
  streamUrl: origin.default('https://chat.stream-io-api.com').describe("Address of Stream's API."),
  budgets: budgets.prefault({}).describe('What one caller may ask for; see docs/decisions/020-budgets.md.'),
  fileHosts: z
    .array(
      z
        .string()
        .regex(FILE_HOST, { error: FILE_HOST_WANTED, abort: true })
        .refine(isSafeUrl, FILE_HOST_WANTED),
    )
    .min(1)
    .max(10)
    .default([...STREAM_FILE_HOSTS])
    .describe(
      "Where Stream's uploads lie: origins, *. for one name of at most 20 characters. Clients are told the same, and fetch from nowhere else.",
    ),
  logRetentionDays: z.literal(RETENTION_DAYS).default(30).describe('How long logs are kept.'),
  throttling: throttling.prefault({}).describe("Limits of the gateway's, for all callers together."),
  hook: hookConcurrency.describe(
    "What of the account's concurrency is set apart for the hook, and how much of it is kept warm. A new account has too little.",
  ),
  reservedConcurrency: reservedConcurrency.describe(
    'A limit for each other function, or for those that are named.',
  ),
  terminationProtection: z
    .boolean()
    .default(true)
    .describe(
      'Whether CloudFormation refuses to delete the stack until somebody has switched this off at the stack itself.',
    ),
  tracing: z.boolean().default(true).describe("Lambda's own tracing with X-Ray."),
  tags: tags.describe('On everything of the stack that can have tags, beside application and stage.'),
  reconcile: reconcile.describe('How often the reconciler looks for what the sweeper missed.'),
  reports: reports.describe('Reports of messages, and who reads them; see docs/decisions/030-reports.md.'),
  erasure: erasure.describe('How people who ask for it are erased.'),
  ciphertextSweepsPerDay: positive
    .max(10_000)
    .default(100)
    .describe(
      "How many messages that are ciphertext sweeper and reconciler may delete on one day: many are more likely a mistake of ours than people's.",
    ),
  alarms: alarms.prefault({}).describe('Who hears of what is wrong.'),
  budget: budget.optional().describe('Mails when most of the money of a month is spent. Stops nothing.'),
});

/** As it stands in the file. */
export const stageFile = stageConfig.extend({
  $schema: z.string().optional().describe('Where editors find what may stand here.'),
});

export type StageConfig = z.output<typeof stageConfig>;

const stageNames = (folder: string): string[] =>
  filesIn(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();

const filesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    throw new Error(`There is no folder ${folder} that can be read.`);
  }
};

const parseJson = (file: string): unknown => {
  const text = readText(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`);
  }
};

const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Error(`${file} cannot be read.`);
  }
};

const describeIssue = ({ path, message }: z.core.$ZodIssue): string =>
  `  ${path.join('.') || '(top level)'}: ${message}`;

/**
 * Reads and checks `<folder>/<name>.json`, defaults filled in. Only reads, so a repeat gives the same.
 * Throws one error that names the file and every problem in it; for an unknown name, one that lists the stages there are.
 */
export const readStageConfig = (name: string, folder = STAGES_FOLDER): StageConfig => {
  const names = stageNames(folder);
  if (!names.includes(name)) {
    throw new Error(`There is no stage "${name}" in ${folder}. There are: ${names.join(', ') || 'none'}.`);
  }
  const file = join(folder, `${name}.json`);
  const sameName = z.literal(name, `must be "${name}", as the file is called`);
  const result = stageFile
    .extend({ stage: stageConfig.shape.stage.pipe(sameName) })
    .safeParse(parseJson(file));
  if (result.success) {
    const { $schema: _, ...config } = result.data;
    return config;
  }
  throw new Error(`${file} is not a usable stage:\n${result.error.issues.map(describeIssue).join('\n')}`);
};
