import * as z from 'zod/mini';
import { activationKeyType } from './contract/activation-key-type.ts';
import { BASE64URL_OF_32 } from './contract/base64url.ts';
import { budgetNames } from './contract/budgets.ts';
import { parseJson } from './contract/parse-json.ts';
import { pushNotifications } from './contract/push-notifications.ts';
import { SEALD_ID_PREFIX } from './contract/seald-id.ts';
import { FILE_HOST } from './contract/visible-file.ts';

const arn = z.string().check(z.startsWith('arn:'));
const wholeNumber = z.pipe(z.string().check(z.regex(/^[1-9]\d*$/)), z.transform(Number));
const positiveNumber = z.pipe(
  z.pipe(z.string().check(z.regex(/^\d+(?:\.\d+)?$/)), z.transform(Number)),
  z.number().check(z.positive()),
);
const channelTypes = z.pipe(
  z.string().check(z.regex(/^[\w-]{1,64}(?:,[\w-]{1,64})*$/)),
  z.transform((list) => list.split(',')),
);

const fileHosts = z.pipe(
  z.pipe(
    z.string(),
    z.transform((list) => list.split(',')),
  ),
  z.array(z.string().check(z.regex(FILE_HOST))),
);

const codeCountries = z.pipe(
  z.string().check(z.regex(/^(?:all|[A-Z]{2}(?:,[A-Z]{2})*)$/)),
  z.transform((list) => (list === 'all' ? list : list.split(','))),
);

/** The table of users, and what stands before every endpoint of people's apps. */
const users = {
  TABLE_NAME: z.string().check(z.minLength(1)),
  LOGS_SECRET_ARN: arn,
  BUDGET: z.enum(budgetNames),
  BUDGET_CAPACITY: wholeNumber,
  BUDGET_REFILL_PER_SECOND: positiveNumber,
};
const stream = { STREAM_SECRET_ARN: arn, STREAM_URL: z.url() };
/** Who may do a thing in a channel: every member, or only its owner, who made it. */
export const allowedMembers = z.enum(['anyMember', 'owner']);
const channels = {
  ...stream,
  CHANNEL_TABLE_NAME: z.string().check(z.minLength(1)),
  ENCRYPTED_CHANNEL_TYPES: channelTypes,
};
/** Of channels, as people's apps call for them: the account is looked at. */
const userChannels = { ...users, ...channels };
const sealdUsers = { ...users, SEALD_ID_PREFIX: z.string().check(z.regex(SEALD_ID_PREFIX)) };
const activation = {
  ...sealdUsers,
  ACTIVATION_KEY_TYPE: activationKeyType,
  SEALD_SECRET_ARN: arn,
  SEALING_SECRET_ARN: arn,
};

/** Null. */
const orNone = z.pipe(
  z.literal('none'),
  z.transform(() => null),
);
const notNegative = z.pipe(z.string().check(z.regex(/^\d+$/)), z.transform(Number));
const grace = { ERASURE_GRACE_SECONDS: notNegative };

/**
 * The environment variables of each function, by the route's name in `contract/routes.ts`; the stack sets exactly these. Each makes its schema when it is called, so that a
 * function starts with its own and no other.
 */
export const environment = {
  token: () => z.object({ ...users, STREAM_SECRET_ARN: arn, STREAM_TOKEN_TTL_SECONDS: wholeNumber }),
  signup: () => z.object(activation),
  me: () => z.object(activation),
  erase: () => z.object({ ...users, ...stream, ...grace, ERASURE_DEMANDS_AUTH_TIME: z.stringbool() }),
  'undo-erasure': () => z.object(users),
  'export-me': () => z.object(sealdUsers),
  challenge: () =>
    z.object({
      ...sealdUsers,
      SSKS_SECRET_ARN: arn,
      SSKS_URL: z.url(),
      SEALING_SECRET_ARN: arn,
      PEPPER_SECRET_ARN: arn,
      CODE_COUNTRIES: codeCountries,
      CODE_COOL_DOWNS: z.pipe(
        z.pipe(
          z.string(),
          z.transform((list) => list.split(',')),
        ),
        z.array(z.pipe(z.string().check(z.regex(/^\d+$/)), z.transform(Number))),
      ),
      CODES_PER_USER: wholeNumber,
      CODES_PER_FACTOR: wholeNumber,
      FACTORS_PER_USER: wholeNumber,
      CODES_PER_CALLING_CODE: wholeNumber,
      CODES_PER_DAY: wholeNumber,
    }),
  'claim-identity': () =>
    z.object({
      ...sealdUsers,
      ACTIVATION_KEY_TYPE: activationKeyType,
      SEALD_SECRET_ARN: arn,
    }),
  enroll: () => z.object(users),
  'author-key': () => z.object(users),
  'block-peer': () => z.object({ ...users, ...stream, ENCRYPTED_CHANNEL_TYPES: channelTypes }),
  'unblock-peer': () => z.object(users),
  blocks: () => z.object(users),
  'create-channel': () => z.object(userChannels),
  'start-pair': () => z.object(userChannels),
  'accept-invitation': () => z.object({ ...users, ...stream, ENCRYPTED_CHANNEL_TYPES: channelTypes }),
  'add-member': () => z.object({ ...userChannels, MEMBERS_ADDED_BY: allowedMembers }),
  'remove-member': () => z.object({ ...userChannels, MEMBERS_REMOVED_BY: allowedMembers }),
  'encryption-session': () => z.object(userChannels),
  'register-encryption-session': () =>
    z.object({
      ...userChannels,
      REKEY_BY: allowedMembers,
      EPOCHS_AT_ONCE: wholeNumber,
      EPOCHS_PER_HOUR: wholeNumber,
    }),
  'member-keys': () => z.object({ ...users, ...stream }),
  'sigchain-hash': () => z.object({ ...users, ...stream }),
  report: () =>
    z.object({
      ...users,
      STAGE: z.string().check(z.minLength(1)),
      REPORT_TOPIC_ARN: arn,
      REPORT_RETENTION_DAYS: wholeNumber,
      /** Null where the stage has no moderators. */
      REPORT_RECIPIENT: z.union([orNone, z.string().check(z.regex(BASE64URL_OF_32))]),
    }),
  'stream-webhook': () =>
    z.object({
      STREAM_SECRET_ARN: arn,
      ENCRYPTED_CHANNEL_TYPES: channelTypes,
      FILE_HOSTS: fileHosts,
    }),
} as const;

export type FunctionName = keyof typeof environment;

/** The same for the functions that no route leads to. */
export const backgroundEnvironment = {
  sweep: () =>
    z.object({
      STAGE: z.string().check(z.minLength(1)),
      ...channels,
      FILE_HOSTS: fileHosts,
      CIPHERTEXT_SWEEPS_PER_DAY: wholeNumber,
    }),
  reconcile: () =>
    z.object({
      STAGE: z.string().check(z.minLength(1)),
      ...channels,
      FILE_HOSTS: fileHosts,
      RECONCILE_OVERLAP_SECONDS: notNegative,
      RECONCILE_MAX_MESSAGES: wholeNumber,
      CIPHERTEXT_SWEEPS_PER_DAY: wholeNumber,
    }),
  'erase-due': () =>
    z.object({
      STAGE: z.string().check(z.minLength(1)),
      TABLE_NAME: z.string().check(z.minLength(1)),
      ...stream,
      ...grace,
    }),
  'configure-stream': () =>
    z.object({
      STAGE: z.string().check(z.minLength(1)),
      ...channels,
      ALARM_TOPIC_ARN: arn,
      HOOK_URL: z.url(),
      QUEUE_URL: z.url(),
      QUEUE_REGION: z.string().check(z.minLength(1)),
      /** JSON; null where Stream pushes nothing. */
      PUSH_NOTIFICATIONS: z.union([
        orNone,
        z.pipe(z.pipe(z.string(), z.transform(parseJson)), pushNotifications),
      ]),
    }),
} as const;

export type BackgroundFunctionName = keyof typeof backgroundEnvironment;

const environments = { ...environment, ...backgroundEnvironment };

type Environment<Name extends FunctionName | BackgroundFunctionName> = z.output<
  ReturnType<(typeof environments)[Name]>
>;

/** Reads one function's variables. Throws one error that names every missing or wrong variable, never a value. */
export const readEnvironment = <Name extends FunctionName | BackgroundFunctionName>(
  name: Name,
  variables: NodeJS.ProcessEnv = process.env,
): Environment<Name> => {
  const result = environments[name]().safeParse(variables);
  if (result.success) return result.data as Environment<Name>;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The environment of ${name} is not complete:\n  ${problems.join('\n  ')}`);
};
