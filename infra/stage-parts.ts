import { getCountries } from 'libphonenumber-js/min';
import * as z from 'zod';
import { BASE64URL_OF_32 } from '../shared/contract/base64url.ts';
import { type DeployedFunction, deployedFunctions } from './deployed-functions.ts';

const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];

export const isSafeUrl = (text: string): boolean => {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.search !== '' || url.hash !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK_HOSTS.includes(url.hostname));
};
export const safeUrl = z
  .string()
  .refine(
    isSafeUrl,
    'must be an https address without user, query or fragment (http for loopback hosts only)',
  );
const positive = z.int().positive();

export const anyIssuer = z.strictObject({
  issuer: safeUrl.describe(
    'As the iss claim of its tokens has it, to the letter. API Gateway fetches its keys from there.',
  ),
  // API Gateway takes at most 50.
  audience: z
    .array(z.string().min(1))
    .min(1)
    .max(50)
    .describe('One of them must be the aud of the access tokens.'),
});

/** An app of its own scheme (`chat.example:/signed-in`) may be called back too. */
const isCallback = (text: string): boolean => {
  const url = URL.parse(text);
  if (url === null || url.hash !== '') return false;
  return ['http:', 'https:'].includes(url.protocol)
    ? isSafeUrl(text)
    : /^[a-z][a-z0-9.+-]+:$/.test(url.protocol);
};
const callback = z
  .string()
  .refine(
    isCallback,
    "must be an https address (http for loopback hosts only) or one of an app's own scheme",
  );

export const ownUserPool = z.strictObject({
  cognito: z.strictObject({
    // AWS keeps three words for itself.
    domainPrefix: z
      .string()
      .regex(
        /^(?!.*(?:aws|amazon|cognito))[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
        'must be lower-case letters, digits and inner -, without aws, amazon or cognito',
      )
      .describe("First part of the sign-in page's host name; unique in the region, and for good."),
    callbackUrls: z
      .array(callback)
      .min(1)
      .max(100)
      .describe('Where the app takes people back after signing in.'),
    logoutUrls: z.array(callback).max(100).default([]).describe('Where it may lead after signing out.'),
    selfSignUp: z
      .boolean()
      .default(true)
      .describe('Whether people make their own account. Else an administrator of the pool does.'),
    threatProtection: z
      .boolean()
      .default(false)
      .describe("Cognito's paid Plus plan: compromised passwords and odd sign-ins are refused."),
  }),
});

export type IdentityProvider = z.output<typeof anyIssuer> | z.output<typeof ownUserPool>;

/** Either kind, told apart by its key, so that a mistake is named as one of the kind that was meant. */
export const identityProvider = z.looseObject({}).transform((value, context): IdentityProvider => {
  const result = ('cognito' in value ? ownUserPool : anyIssuer).safeParse(value);
  if (result.success) return result.data;
  for (const { message, path } of result.error.issues)
    context.issues.push({ code: 'custom', message, path, input: value });
  return z.NEVER;
});

/** An address of one's own for the API, with a certificate of ACM in the stack's region. */
export const customDomain = z.strictObject({
  name: z
    .string()
    .regex(/^(?=.{4,253}$)(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}$/, 'must be a lower-case host name'),
  certificateArn: z
    .string()
    .regex(
      /^arn:aws[\w-]*:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/,
      'must be the ARN of a certificate of ACM',
    ),
  hostedZone: z
    .strictObject({
      id: z.string().regex(/^Z[A-Z0-9]+$/, 'must be a zone id such as Z123ABC'),
      name: z.string().min(1),
    })
    .optional()
    .describe("Route 53 zone to put the address into. Without it, do that where the name's DNS is."),
});

/**
 * What of the account's concurrency is set apart for the hook, so that no other function can starve it, and how many of
 * it are kept warm. Absent unless told: a new account has too little to set any apart.
 */
export const hookConcurrency = z
  .strictObject({ reservedConcurrency: positive.optional(), provisionedConcurrency: positive.optional() })
  .refine(
    ({ reservedConcurrency: reserved, provisionedConcurrency: warm = 0 }) => warm <= (reserved ?? warm),
    { path: ['provisionedConcurrency'], message: 'must not be above reservedConcurrency' },
  )
  .default({});

/**
 * Words that a stage's name must not end with: the functions of stage `mx-export` would be called as some of stage `mx` are
 * (`export-me` and `me`). They follow from the functions there are.
 */
export const ambiguousEnds: readonly string[] = deployedFunctions.flatMap((name) =>
  deployedFunctions
    .filter((other) => name.endsWith(`-${other}`))
    .map((other) => name.slice(0, -other.length - 1)),
);
const isAmbiguous = (stage: string) => ambiguousEnds.some((end) => stage.endsWith(`-${end}`));

export const stageName = z
  .string()
  .regex(
    /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
    'must be a lower-case word: letters and digits, with single hyphens inside, beginning with a letter',
  )
  .max(20, 'must have at most 20 characters')
  .refine(
    (stage) => !isAmbiguous(stage),
    `must not end with ${ambiguousEnds.map((end) => `-${end}`).join(' or ')}: its functions would be called as those of another stage`,
  );

const isNotHook = (name: DeployedFunction) => name !== 'stream-webhook';
const others = deployedFunctions.filter(isNotHook);

/** AWS lets no queue have fewer of its batches worked on at once. */
const FEWEST_SWEEPERS = 2;
const sweepersOf = (reserved: number | { sweep?: number | undefined }): number =>
  (typeof reserved === 'number' ? reserved : reserved.sweep) ?? FEWEST_SWEEPERS;

/** A limit for each function but the hook, or for those that are named. */
export const reservedConcurrency = z
  .union([positive, z.partialRecord(z.enum(others), positive)], {
    error: `must be a whole number, or one for some of: ${others.join(', ')}`,
  })
  .refine((reserved) => sweepersOf(reserved) >= FEWEST_SWEEPERS, {
    message: `must be at least ${FEWEST_SWEEPERS} for sweep, or its queue cannot be read`,
  })
  .optional();

export const tags = z
  .record(
    z
      .string()
      .regex(/^(?!aws:)[\w .:/=+@-]{1,128}$/, 'must be a tag of at most 128 plain characters, not aws:'),
    z.string().max(256),
  )
  .default({});

export const reconcile = z
  .strictObject({
    enabled: z.boolean().default(true),
    everyMinutes: z.int().min(1).max(1440).default(15),
    overlapMinutes: z
      .int()
      .min(0)
      .max(10_080)
      .default(10)
      .describe('How far each run reaches back behind the one before it.'),
    maxMessages: positive.default(20_000).describe('Where a run stops; the next goes on from there.'),
  })
  .prefault({});

/** Reports of messages. Without a recipient nobody can report any. */
export const reports = z
  .strictObject({
    recipient: z
      .string()
      .regex(BASE64URL_OF_32, 'must be the recipient that npm run secrets shows')
      .optional()
      .describe('Whom reports are sealed for: the public key of the secret moderation.'),
    retentionDays: z.int().min(1).max(3_650).default(90).describe('For so many days a report is kept.'),
    emails: z
      .array(z.email())
      .default([])
      .describe('Who is mailed that there is a report. Each address has to confirm a first mail.'),
  })
  .prefault({});

const upTo = (most: number) => z.int().min(1).max(most);

/** Codes that are sent to phones and e-mail addresses. A day is any 24 hours for a person, and one of UTC for `perCallingCode` and `perDay`. */
export const codes = z
  .strictObject({
    countries: z
      .union([z.literal('all'), z.array(z.enum(getCountries())).min(1)], {
        error: 'must be "all" or a list of countries by their two letters, as in ["BE", "NL"]',
      })
      .default(['BE'])
      .describe('Countries whose phone numbers get codes, by their two letters (ISO 3166-1), or "all".'),
    coolDownSeconds: z
      .array(z.int().min(0).max(86_400))
      .min(1)
      .max(20)
      .default([30, 60, 120, 300])
      .describe(
        'How long to wait after the first code of a day, the second, and so on, for a person and for a number; the last holds for all later ones.',
      ),
    perUser: upTo(200).default(10).describe('Codes a day that one person may ask for.'),
    factorsPerUser: upTo(200).default(3).describe('Different numbers and addresses a day of one person.'),
    perFactor: upTo(200)
      .default(10)
      .describe(
        'Codes a day to one number or address, whoever asks; a third of them only for who is enrolled with it.',
      ),
    perCallingCode: upTo(20_000)
      .default(1_000)
      .describe('Codes a day to all numbers of one country calling code.'),
    perDay: upTo(20_000)
      .default(2_000)
      .describe('Codes a day of the whole stage. When they are used up an alarm rings, and nobody gets one.'),
  })
  .prefault({});

/** Who has none left waits for the next at most 90 seconds by default, and longer than the client waits, three minutes, never. */
export const epochsPerMember = z
  .strictObject({
    atOnce: z.int().min(1).max(1_000).default(30).describe('So many at once'),
    perHour: z.int().min(24).max(36_000).default(40).describe('and then so many an hour.'),
  })
  .prefault({});

/** The month in which European law wants a request answered. */
const LONGEST_GRACE_DAYS = 30;

/** How people are erased. Where nothing can be taken back, a token that does not tell of a fresh sign-in must not be enough. */
export const erasure = z
  .strictObject({
    graceDays: z
      .int()
      .min(0)
      .max(LONGEST_GRACE_DAYS)
      .default(7)
      .describe('For so many days an account can be kept after its erasure was asked for; 0 erases at once.'),
    demandAuthTime: z
      .boolean()
      .optional()
      .describe(
        'Whether DELETE /me refuses tokens that do not say when their user signed in (auth_time). False unless told; true with graceDays 0.',
      ),
  })
  .refine(({ graceDays, demandAuthTime }) => graceDays > 0 || demandAuthTime !== false, {
    path: ['demandAuthTime'],
    message: 'must not be false with graceDays 0: nothing could be taken back',
  })
  .transform(({ graceDays, demandAuthTime = graceDays === 0 }) => ({ graceDays, demandAuthTime }))
  .prefault({});
