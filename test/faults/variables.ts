import type { Route } from '../../shared/contract/route.ts';
import { routes } from '../../shared/contract/routes.ts';
import type { Service } from './fault-kinds.ts';
import type { Scenario } from './scenarios.ts';
import { arnOf, CHANNEL_TYPE, CHANNELS, USERS } from './world.ts';

/** All variables of all functions: each reads its own. */
export const variablesFor = (
  urls: Record<Service, string>,
  { of, variables }: Pick<Scenario, 'of' | 'variables'>,
): Record<string, string> => ({
  STAGE: 'faults',
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL_DYNAMODB: urls.dynamodb,
  AWS_ENDPOINT_URL_SECRETS_MANAGER: urls.secrets,
  AWS_ENDPOINT_URL_SNS: urls.sns,
  STREAM_URL: urls.stream,
  SSKS_URL: `${urls.ssks}/`,
  TABLE_NAME: USERS,
  CHANNEL_TABLE_NAME: CHANNELS,
  ...Object.fromEntries(
    ['stream', 'seald', 'ssks', 'sealing', 'pepper', 'logs', 'moderation'].map((name) => [
      `${name.toUpperCase()}_SECRET_ARN`,
      arnOf(name),
    ]),
  ),
  BUDGET: Object.values<Route>(routes).find(({ name }) => name === of)?.budget ?? 'account',
  BUDGET_CAPACITY: '50',
  BUDGET_REFILL_PER_SECOND: '0.001',
  STREAM_TOKEN_TTL_SECONDS: '3600',
  SEALD_ID_PREFIX: 'FAULTS',
  ACTIVATION_KEY_TYPE: 'signupJwt',
  ERASURE_GRACE_SECONDS: '0',
  ERASURE_DEMANDS_AUTH_TIME: 'true',
  CODE_COUNTRIES: 'all',
  CODE_COOL_DOWNS: '0',
  CODES_PER_USER: '10',
  CODES_PER_FACTOR: '15',
  FACTORS_PER_USER: '3',
  CODES_PER_CALLING_CODE: '50',
  CODES_PER_DAY: '100',
  ENCRYPTED_CHANNEL_TYPES: CHANNEL_TYPE,
  FILE_HOSTS: 'https://files.example.com',
  MEMBERS_ADDED_BY: 'anyMember',
  MEMBERS_REMOVED_BY: 'owner',
  REKEY_BY: 'anyMember',
  EPOCHS_AT_ONCE: '10',
  EPOCHS_PER_HOUR: '4',
  CIPHERTEXT_SWEEPS_PER_DAY: '10',
  RECONCILE_OVERLAP_SECONDS: '604800',
  RECONCILE_MAX_MESSAGES: '1000',
  ALARM_TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:alarms',
  REPORT_TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:reports',
  REPORT_RETENTION_DAYS: '90',
  HOOK_URL: 'https://api.example.com/webhooks/stream',
  QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/123456789012/events',
  QUEUE_REGION: 'eu-west-1',
  PUSH_NOTIFICATIONS: 'none',
  ...variables,
});
