import * as z from 'zod/mini';
import { activationKeyType } from './contract/activation-key-type.ts';
import { budgetNames } from './contract/budgets.ts';
import { SEALD_ID_PREFIX } from './contract/seald-id.ts';
import { FILE_HOST } from './contract/visible-file.ts';

/*
 * What functions' variables are made of. Each makes its schema when it is called: a schema that is made and not used would be a part of every start.
 */

/** Text that is not empty. */
export const filled = () => z.string().check(z.minLength(1));
export const arn = () => z.string().check(z.startsWith('arn:'));
export const wholeNumber = () => z.pipe(z.string().check(z.regex(/^[1-9]\d*$/)), z.transform(Number));
export const positiveNumber = () =>
  z.pipe(
    z.pipe(z.string().check(z.regex(/^\d+(?:\.\d+)?$/)), z.transform(Number)),
    z.number().check(z.positive()),
  );
export const channelTypes = () =>
  z.pipe(
    z.string().check(z.regex(/^[\w-]{1,64}(?:,[\w-]{1,64})*$/)),
    z.transform((list) => list.split(',')),
  );

export const fileHosts = () =>
  z.pipe(
    z.pipe(
      z.string(),
      z.transform((list) => list.split(',')),
    ),
    z.array(z.string().check(z.regex(FILE_HOST))),
  );

export const codeCountries = () =>
  z.pipe(
    z.string().check(z.regex(/^(?:all|[A-Z]{2}(?:,[A-Z]{2})*)$/)),
    z.transform((list) => (list === 'all' ? list : list.split(','))),
  );

/** The table of users, and what stands before every endpoint of people's apps. */
export const users = () => ({
  TABLE_NAME: filled(),
  LOGS_SECRET_ARN: arn(),
  BUDGET: z.enum(budgetNames),
  BUDGET_CAPACITY: wholeNumber(),
  BUDGET_REFILL_PER_SECOND: positiveNumber(),
});
export const stream = () => ({ STREAM_SECRET_ARN: arn(), STREAM_URL: z.url() });
/** Who may do a thing in a channel: every member, or only its owner, who made it. */
export const allowedMembers = z.enum(['anyMember', 'owner']);
export const channels = () => ({
  ...stream(),
  CHANNEL_TABLE_NAME: filled(),
  ENCRYPTED_CHANNEL_TYPES: channelTypes(),
});
/** Of channels, as people's apps call for them: the account is looked at. */
export const userChannels = () => ({ ...users(), ...channels() });
export const sealdUsers = () => ({ ...users(), SEALD_ID_PREFIX: z.string().check(z.regex(SEALD_ID_PREFIX)) });
export const activation = () => ({
  ...sealdUsers(),
  ACTIVATION_KEY_TYPE: activationKeyType,
  SEALD_SECRET_ARN: arn(),
  SEALING_SECRET_ARN: arn(),
});

/** Null. */
export const orNone = () =>
  z.pipe(
    z.literal('none'),
    z.transform(() => null),
  );
export const notNegative = () => z.pipe(z.string().check(z.regex(/^\d+$/)), z.transform(Number));
export const grace = () => ({ ERASURE_GRACE_SECONDS: notNegative() });

/** Makes what reads one function's variables, by the schemas of these functions. It throws one error that names every missing or wrong variable, never a value. */
export const readerOf =
  <Schemas extends Record<string, () => z.ZodMiniType>>(schemas: Schemas) =>
  <Name extends keyof Schemas & string>(
    name: Name,
    variables: NodeJS.ProcessEnv = process.env,
  ): z.output<ReturnType<Schemas[Name]>> => {
    const result = (schemas[name] as Schemas[Name])().safeParse(variables);
    if (result.success) return result.data as z.output<ReturnType<Schemas[Name]>>;
    const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The environment of ${name} is not complete:\n  ${problems.join('\n  ')}`);
  };
