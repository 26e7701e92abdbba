import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { SEALD_ID_PREFIX } from '../shared/contract/seald-id.ts';
import { activationKeyType } from '../shared/contract/user.ts';
import { FILE_HOST, STREAM_FILE_HOSTS } from '../shared/contract/visible-file.ts';
import { allowedMembers } from '../shared/environment.ts';
import {
  customDomain,
  hookConcurrency,
  identityProvider,
  isSafeUrl,
  reconcile,
  reservedConcurrency,
  safeUrl,
  stageName,
  tags,
} from './stage-parts.ts';

const STAGES_FOLDER = join(import.meta.dirname, 'stages');
/** What CloudWatch Logs accepts as a retention, from one day to ten years. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const origin = z
  .string()
  .refine(
    (text) => isSafeUrl(text) && URL.parse(text)?.origin === text,
    'must be an origin such as https://chat.example.com, without a path or a final slash',
  );
const positive = z.int().positive();

const throttling = z
  .strictObject({
    /** Requests a second, and at once, on each route with no limit of its own. */
    rate: positive.default(50),
    burst: positive.default(100),
    /** `POST /challenge` makes Seald send a text message, which costs money and patience. */
    challengeRate: positive.default(5),
    challengeBurst: positive.default(10),
    /** Stream lets a message through when its hook is refused, so this must be above any honest load. */
    webhookRate: positive.default(1000),
    webhookBurst: positive.default(2000),
  })
  .refine(({ rate, challengeRate }) => challengeRate <= rate, {
    path: ['challengeRate'],
    message: 'must not be above rate',
  })
  .refine(({ burst, challengeBurst }) => challengeBurst <= burst, {
    path: ['challengeBurst'],
    message: 'must not be above burst',
  });

const alarms = z.strictObject({
  /** Who gets the alarms. Each address has to confirm a mail first. */
  emails: z.array(z.email()).default([]),
  /** More codes than this within an hour raise an alarm: Seald bills them. Set it to a busy hour of yours. */
  challengesPerHour: positive.default(200),
});

const budget = z.strictObject({
  monthlyUsd: z.number().positive(),
  email: z.email(),
  /**
   * `account`: all that the AWS account costs. `stage`: only what carries the tag `sealed-stream:stage`, which has to be
   * activated as a cost allocation tag first; until then AWS counts nothing.
   */
  of: z.enum(['account', 'stage']).default('account'),
});

/** A file of `infra/stages/`: everything that differs between two deployments and is no secret. */
export const stageConfig = z.strictObject({
  stage: stageName,
  /** Keeps the users of two stages apart in one Seald application. Never change it once there are users. */
  sealdIdPrefix: z.string().regex(SEALD_ID_PREFIX, 'must be letters, digits and inner _, as in TESTING'),
  /** Who people sign in with: any OIDC provider, or a user pool of Cognito that the stack makes. */
  identityProvider,
  customDomain: customDomain.optional(),
  corsOrigins: z.array(origin).min(1),
  activationKeyType: activationKeyType.default('signupJwt'),
  /** Channel types in which every message must be encrypted. Has no default: it is what the product promises. */
  encryptedChannelTypes: z
    .array(z.string().regex(/^[\w-]{1,64}$/, 'must be a Stream channel type: letters, digits, _ and -'))
    .min(1),
  /** Who may start a new encryption session in a channel that has one. */
  rekeyBy: allowedMembers.default('anyMember'),
  /** Who may add and remove others. Leaving is open to all. */
  memberChangesBy: allowedMembers.default('anyMember'),
  streamTokenTtlSeconds: z.int().min(60).max(86_400).default(3600),
  /** How many codes one caller may ask for in one window. */
  challengeLimit: z
    .strictObject({ count: positive, windowSeconds: positive })
    .default({ count: 5, windowSeconds: 600 }),
  ssksUrl: safeUrl.default('https://ssks.seald.io/'),
  /** Stream's client puts its paths right behind it. */
  streamUrl: origin.default('https://chat.stream-io-api.com'),
  /**
   * Where Stream's uploads lie: origins, `*.` for any one name. Stream's own CDN unless told. Clients are told the same, and fetch from nowhere else.
   */
  fileHosts: z
    .array(
      z
        .string()
        .regex(
          FILE_HOST,
          'must be an origin such as https://files.example.com or https://*.example.com, http on loopback only',
        ),
    )
    .min(1)
    .max(10)
    .default([...STREAM_FILE_HOSTS]),
  logRetentionDays: z.literal(RETENTION_DAYS).default(30),
  throttling: throttling.prefault({}),
  hook: hookConcurrency,
  reservedConcurrency,
  /** Whether CloudFormation refuses to delete the stack until somebody has switched this off at the stack itself. */
  terminationProtection: z.boolean().default(true),
  /** Lambda's own tracing with X-Ray. */
  tracing: z.boolean().default(true),
  /** On everything of the stack that can have tags, beside `application` and `stage`. */
  tags,
  /** How often the reconciler looks for what the sweeper missed. */
  reconcile,
  /** How many messages that are ciphertext sweeper and reconciler may delete on one day: many are more likely a mistake of ours than people's. */
  ciphertextSweepsPerDay: positive.default(100),
  alarms: alarms.prefault({}),
  budget: budget.optional(),
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
  const text = readFileSync(file, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`);
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
  const result = stageConfig
    .extend({ stage: stageConfig.shape.stage.pipe(sameName) })
    .safeParse(parseJson(file));
  if (result.success) return result.data;
  throw new Error(`${file} is not a usable stage:\n${result.error.issues.map(describeIssue).join('\n')}`);
};
