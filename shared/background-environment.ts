import * as z from 'zod/mini';
import { parseJson } from './contract/parse-json.ts';
import { pushNotifications } from './contract/push-notifications.ts';
import {
  arn,
  channels,
  fileHosts,
  filled,
  grace,
  notNegative,
  orNone,
  readerOf,
  stream,
  wholeNumber,
} from './environment-parts.ts';

/** The environment variables of the functions that no route leads to; see `environment.ts`. */
export const backgroundEnvironment = {
  sweep: () =>
    z.object({
      STAGE: filled(),
      ...channels(),
      FILE_HOSTS: fileHosts(),
      CIPHERTEXT_SWEEPS_PER_DAY: wholeNumber(),
    }),
  reconcile: () =>
    z.object({
      STAGE: filled(),
      ...channels(),
      FILE_HOSTS: fileHosts(),
      RECONCILE_OVERLAP_SECONDS: notNegative(),
      RECONCILE_MAX_MESSAGES: wholeNumber(),
      CIPHERTEXT_SWEEPS_PER_DAY: wholeNumber(),
    }),
  'erase-due': () =>
    z.object({
      STAGE: filled(),
      TABLE_NAME: filled(),
      ...stream(),
      ...grace(),
    }),
  'configure-stream': () =>
    z.object({
      STAGE: filled(),
      ...channels(),
      ALARM_TOPIC_ARN: arn(),
      HOOK_URL: z.url(),
      QUEUE_URL: z.url(),
      QUEUE_REGION: filled(),
      /** JSON; null where Stream pushes nothing. */
      PUSH_NOTIFICATIONS: z.union([
        orNone(),
        z.pipe(z.pipe(z.string(), z.transform(parseJson)), pushNotifications),
      ]),
    }),
} as const;

export type BackgroundFunctionName = keyof typeof backgroundEnvironment;

/** Reads the variables of one of these; see {@link readerOf}. */
export const readBackgroundEnvironment = readerOf(backgroundEnvironment);
