import * as z from 'zod/mini';
import { activationKeyType } from './contract/activation-key-type.ts';
import { BASE64URL_OF_32 } from './contract/base64url.ts';
import {
  activation,
  allowedMembers,
  arn,
  channelTypes,
  codeCountries,
  fileHosts,
  filled,
  grace,
  orNone,
  readerOf,
  sealdUsers,
  stream,
  userChannels,
  users,
  wholeNumber,
} from './environment-parts.ts';

/**
 * The environment variables of each function, by the route's name in `contract/routes.ts`; the stack sets exactly these. Each makes its schema when it is called, so that a
 * function starts with its own and no other.
 */
export const environment = {
  token: () => z.object({ ...users(), STREAM_SECRET_ARN: arn(), STREAM_TOKEN_TTL_SECONDS: wholeNumber() }),
  signup: () => z.object(activation()),
  me: () => z.object(activation()),
  erase: () => z.object({ ...users(), ...stream(), ...grace(), ERASURE_DEMANDS_AUTH_TIME: z.stringbool() }),
  'undo-erasure': () => z.object(users()),
  'export-me': () => z.object(sealdUsers()),
  challenge: () =>
    z.object({
      ...sealdUsers(),
      SSKS_SECRET_ARN: arn(),
      SSKS_URL: z.url(),
      SEALING_SECRET_ARN: arn(),
      PEPPER_SECRET_ARN: arn(),
      CODE_COUNTRIES: codeCountries(),
      CODE_COOL_DOWNS: z.pipe(
        z.pipe(
          z.string(),
          z.transform((list) => list.split(',')),
        ),
        z.array(z.pipe(z.string().check(z.regex(/^\d+$/)), z.transform(Number))),
      ),
      CODES_PER_USER: wholeNumber(),
      CODES_PER_FACTOR: wholeNumber(),
      FACTORS_PER_USER: wholeNumber(),
      CODES_PER_CALLING_CODE: wholeNumber(),
      CODES_PER_DAY: wholeNumber(),
    }),
  'claim-identity': () =>
    z.object({
      ...sealdUsers(),
      ACTIVATION_KEY_TYPE: activationKeyType,
      SEALD_SECRET_ARN: arn(),
    }),
  enroll: () => z.object(users()),
  'author-key': () => z.object(users()),
  'block-peer': () => z.object({ ...users(), ...stream(), ENCRYPTED_CHANNEL_TYPES: channelTypes() }),
  'unblock-peer': () => z.object(users()),
  blocks: () => z.object(users()),
  'create-channel': () => z.object(userChannels()),
  'start-pair': () => z.object(userChannels()),
  'accept-invitation': () => z.object({ ...users(), ...stream(), ENCRYPTED_CHANNEL_TYPES: channelTypes() }),
  'add-member': () => z.object({ ...userChannels(), MEMBERS_ADDED_BY: allowedMembers }),
  'remove-member': () => z.object({ ...userChannels(), MEMBERS_REMOVED_BY: allowedMembers }),
  'encryption-session': () => z.object(userChannels()),
  'register-encryption-session': () =>
    z.object({
      ...userChannels(),
      REKEY_BY: allowedMembers,
      EPOCHS_AT_ONCE: wholeNumber(),
      EPOCHS_PER_HOUR: wholeNumber(),
    }),
  'member-keys': () => z.object({ ...users(), ...stream() }),
  'sigchain-hash': () => z.object({ ...users(), ...stream() }),
  report: () =>
    z.object({
      ...users(),
      STAGE: filled(),
      REPORT_TOPIC_ARN: arn(),
      REPORT_RETENTION_DAYS: wholeNumber(),
      /** Null where the stage has no moderators. */
      REPORT_RECIPIENT: z.union([orNone(), z.string().check(z.regex(BASE64URL_OF_32))]),
    }),
  'stream-webhook': () =>
    z.object({
      STREAM_SECRET_ARN: arn(),
      ENCRYPTED_CHANNEL_TYPES: channelTypes(),
      FILE_HOSTS: fileHosts(),
    }),
} as const;

export type FunctionName = keyof typeof environment;

/** Reads one function's variables; see {@link readerOf}. */
export const readEnvironment = readerOf(environment);
