import { Duration } from 'aws-cdk-lib';
import type { BudgetName } from '../shared/contract/budgets.ts';
import { routes } from '../shared/contract/routes.ts';
import type { EndpointFunctionProps } from './constructs/endpoint-function.ts';
import type { TableAction } from './constructs/protected-table.ts';
import type { SecretName } from './constructs/secrets.ts';
import { sweepSizing } from './constructs/stream-events.ts';
import type { DeployedFunction } from './deployed-functions.ts';
import type { StageConfig } from './stage-config.ts';

export type FunctionSettings = {
  /** From the stage's config; what names a resource comes with the permission to use it. */
  variables: Record<string, string>;
  secrets: readonly SecretName[];
  /** What it does with the table of users, and with that of channels. */
  users?: readonly TableAction[];
  channels?: readonly TableAction[];
  sizing?: Pick<EndpointFunctionProps, 'memorySize' | 'timeout'>;
};

/** Stream gives the hook 1.5 s and then lets the message through, so it gets more CPU, and no time it cannot use. */
const hookSizing = { memorySize: 1024, timeout: Duration.seconds(3) };

/** A deployment waits for it, while Stream may take its time over each of a dozen calls. */
const setupSizing = { timeout: Duration.minutes(5) };

/** It ends by itself in time, and goes on with the next run. */
const reconcileSizing = { timeout: Duration.minutes(5) };

/** It ends by itself in time, and goes on with the next run. */
const eraseDueSizing = { timeout: Duration.minutes(5) };

const DAY_SECONDS = 86_400;

/** What each function is told and may use: this and nothing else. */
export const functionSettings = (config: StageConfig): Record<DeployedFunction, FunctionSettings> => {
  const own = ownSettings(config);
  const guarded = Object.values(routes).flatMap((route) =>
    route.access === 'user' ? [[route.name, withGuard(config, own[route.name], route.budget)]] : [],
  );
  return { ...own, ...Object.fromEntries(guarded) };
};

/** What stands before every endpoint of people's apps looks at their account, counts calls, and names callers in the log. */
const withGuard = (
  { budgets }: StageConfig,
  own: FunctionSettings,
  budget: BudgetName,
): FunctionSettings => ({
  ...own,
  variables: {
    ...own.variables,
    BUDGET: budget,
    BUDGET_CAPACITY: String(budgets[budget].capacity),
    BUDGET_REFILL_PER_SECOND: String(budgets[budget].refillPerSecond),
  },
  secrets: ['logs', ...own.secrets],
  users: ['BatchGetItem', 'CountCalls', ...(own.users ?? [])],
});

const ownSettings = (config: StageConfig): Record<DeployedFunction, FunctionSettings> => {
  const { codes } = config;
  const types = { ENCRYPTED_CHANNEL_TYPES: config.encryptedChannelTypes.join(',') };
  const files = { FILE_HOSTS: config.fileHosts.join(',') };
  const atStream = { STREAM_URL: config.streamUrl };
  const ofChannels = { ...types, ...atStream };
  const sweeps = { CIPHERTEXT_SWEEPS_PER_DAY: String(config.ciphertextSweepsPerDay) };
  const { graceDays, demandAuthTime } = config.erasure;
  const erasures = { ...atStream, ERASURE_GRACE_SECONDS: String(graceDays * DAY_SECONDS) };
  const sealdUsers = { SEALD_ID_PREFIX: config.sealdIdPrefix };
  const { recipient = 'none', retentionDays } = config.reports;
  const ofReports = {
    REPORT_RETENTION_DAYS: String(retentionDays),
    REPORT_RECIPIENT: recipient,
  };
  const activation = { ...sealdUsers, ACTIVATION_KEY_TYPE: config.activationKeyType };
  const challenge = {
    ...sealdUsers,
    SSKS_URL: config.ssksUrl,
    CODE_COUNTRIES: [codes.countries].flat().join(','),
    CODE_COOL_DOWNS: codes.coolDownSeconds.join(','),
    CODES_PER_USER: String(codes.perUser),
    CODES_PER_FACTOR: String(codes.perFactor),
    FACTORS_PER_USER: String(codes.factorsPerUser),
    CODES_PER_CALLING_CODE: String(codes.perCallingCode),
    CODES_PER_DAY: String(codes.perDay),
  };
  return {
    token: {
      variables: { STREAM_TOKEN_TTL_SECONDS: String(config.streamTokenTtlSeconds) },
      secrets: ['stream'],
    },
    // Both seal a two-man-rule key anew that lies under an earlier key, hence the update.
    signup: {
      variables: activation,
      secrets: ['seald', 'sealing'],
      users: ['GetItem', 'PutItem', 'UpdateItem'],
    },
    me: { variables: activation, secrets: ['seald', 'sealing'], users: ['UpdateItem'] },
    erase: {
      variables: { ...erasures, ERASURE_DEMANDS_AUTH_TIME: String(demandAuthTime) },
      secrets: ['stream'],
      users: ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
    },
    'undo-erasure': { variables: {}, secrets: [], users: ['GetItem', 'UpdateItem', 'DeleteItem'] },
    'export-me': { variables: sealdUsers, secrets: [], users: ['Query'] },
    challenge: {
      variables: challenge,
      secrets: ['sealing', 'ssks', 'pepper'],
      users: ['GetItem', 'UpdateItem'],
    },
    'claim-identity': { variables: activation, secrets: ['seald'], users: ['GetItem', 'UpdateItem'] },
    enroll: { variables: {}, secrets: [], users: ['GetItem', 'UpdateItem'] },
    'author-key': { variables: {}, secrets: [], users: ['GetItem', 'UpdateItem'] },
    'block-peer': { variables: ofChannels, secrets: ['stream'], users: ['GetItem', 'UpdateItem'] },
    'unblock-peer': { variables: {}, secrets: [], users: ['DeleteItem'] },
    blocks: { variables: {}, secrets: [], users: ['Query'] },
    'create-channel': {
      variables: ofChannels,
      secrets: ['stream'],
      channels: ['Query', 'UpdateItem', 'DeleteItem'],
    },
    'start-pair': {
      variables: ofChannels,
      secrets: ['stream'],
      users: ['UpdateItem'],
      channels: ['Query', 'UpdateItem', 'DeleteItem'],
    },
    'accept-invitation': { variables: ofChannels, secrets: ['stream'], users: ['UpdateItem'] },
    'add-member': {
      variables: { ...ofChannels, MEMBERS_ADDED_BY: config.membersAddedBy },
      secrets: ['stream'],
      channels: ['Query', 'GetItem', 'PutItem', 'UpdateItem'],
    },
    'remove-member': {
      variables: { ...ofChannels, MEMBERS_REMOVED_BY: config.membersRemovedBy },
      secrets: ['stream'],
      channels: ['Query'],
    },
    'encryption-session': { variables: ofChannels, secrets: ['stream'], channels: ['Query'] },
    'register-encryption-session': {
      variables: {
        ...ofChannels,
        REKEY_BY: config.rekeyBy,
        EPOCHS_AT_ONCE: String(config.epochsPerMember.atOnce),
        EPOCHS_PER_HOUR: String(config.epochsPerMember.perHour),
      },
      secrets: ['stream'],
      users: ['GetItem'],
      channels: ['Query', 'QueryIndex', 'PutItem'],
    },
    // What guards it may read many of the users' records already.
    'member-keys': { variables: atStream, secrets: ['stream'] },
    'sigchain-hash': { variables: atStream, secrets: ['stream'], users: ['GetItem'] },
    report: { variables: ofReports, secrets: [], users: ['KeepReports'] },
    'stream-webhook': { variables: { ...types, ...files }, secrets: ['stream'], sizing: hookSizing },
    sweep: {
      variables: { ...ofChannels, ...files, ...sweeps },
      secrets: ['stream'],
      channels: ['Query', 'QueryIndex', 'UpdateItem'],
      sizing: sweepSizing,
    },
    reconcile: {
      variables: {
        ...ofChannels,
        ...files,
        ...sweeps,
        RECONCILE_OVERLAP_SECONDS: String(config.reconcile.overlapMinutes * 60),
        RECONCILE_MAX_MESSAGES: String(config.reconcile.maxMessages),
      },
      secrets: ['stream'],
      channels: ['Query', 'QueryIndex', 'GetItem', 'PutItem', 'UpdateItem'],
      sizing: reconcileSizing,
    },
    'erase-due': {
      variables: erasures,
      secrets: ['stream'],
      users: ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
      sizing: eraseDueSizing,
    },
    'configure-stream': {
      variables: {
        ...ofChannels,
        PUSH_NOTIFICATIONS: config.pushNotifications ? JSON.stringify(config.pushNotifications) : 'none',
      },
      secrets: ['stream'],
      channels: ['Query', 'UpdateItem', 'DeleteItem'],
      sizing: setupSizing,
    },
  };
};
