import { secretNames } from '../secrets/check-secret.ts';
import { checkAlarmMails, checkAlarms, checkConcurrency, checkFailedEvents } from './check-account.ts';
import { checkAuthorizerAccepts, checkAuthorizerRefuses } from './check-authorizer.ts';
import { checkIssuerBefore, checkLeftovers, checkStackState } from './check-before.ts';
import { checkChannelType } from './check-channel-type.ts';
import { checkClocks } from './check-clocks.ts';
import { checkFiles } from './check-files.ts';
import { checkHookAccepts, checkHookBudget, checkHookRefuses, checkHookSignature } from './check-hook.ts';
import { checkHookData } from './check-hook-data.ts';
import { checkIssuer } from './check-issuer.ts';
import { checkPush } from './check-push.ts';
import { checkReports } from './check-reports.ts';
import { checkSecretOf } from './check-secrets.ts';
import { checkSsksKey } from './check-ssks.ts';
import { checkEventHook, checkServiceUser, checkStreamApp, checkStreamSecret } from './check-stream-app.ts';
import { checkStreamPermissions } from './check-stream-permissions.ts';
import { type Finding, type Result, unknown } from './finding.ts';
import type { Patient } from './patient.ts';
import { settled } from './settled.ts';

export type Check = [name: string, run: (patient: Patient) => Promise<Result>];

const checksOf = ({ config, userToken }: Patient): Check[] => [
  ...secretNames.map((name): Check => [`secret ${name}`, (patient) => checkSecretOf(patient, name)]),
  ['reports', checkReports],
  ['stream key', checkStreamSecret],
  ['stream checks', settled(checkStreamPermissions)],
  ['stream hook', settled(checkStreamApp)],
  ['stream events', settled(checkEventHook)],
  ...config.encryptedChannelTypes.map(
    (type): Check => [`stream type ${type}`, settled((patient) => checkChannelType(patient, type))],
  ),
  ...(config.pushNotifications
    ? [['stream push', settled(checkPush(config.pushNotifications))] satisfies Check]
    : []),
  ['stream user', settled(checkServiceUser)],
  ['stream files', checkFiles],
  ['hook accepts', checkHookAccepts],
  ['hook refuses', checkHookRefuses],
  ['hook signature', checkHookSignature],
  ['hook budget', checkHookBudget],
  ['hook data', checkHookData],
  ['ssks key', checkSsksKey],
  ['authorizer', checkAuthorizerRefuses],
  ...(userToken === null ? [] : [['user token', checkAuthorizerAccepts] satisfies Check]),
  ['issuer', checkIssuer],
  ['clocks', checkClocks],
  ['concurrency', checkConcurrency],
  ['failed events', checkFailedEvents],
  ['alarms', checkAlarms],
  ['alarm mails', checkAlarmMails],
];

/** What can be looked at before there is a deployment. */
export const checksBefore: readonly Check[] = [
  ['stack', checkStackState],
  ['leftovers', checkLeftovers],
  ['issuer', checkIssuerBefore(checkIssuer)],
  ['concurrency', checkConcurrency],
  ['alarm mails', checkAlarmMails],
];

/**
 * Looks at a deployment from outside, one check after the other so that they do not slow each other down. Changes nothing
 * but counters: the hook counts one refused message, and one of the calls it turned away. A small file is stored at Stream and deleted again. A repeat does the same.
 */
export const examine = async (
  patient: Patient,
  onFinding: (finding: Finding) => void = () => {},
  checks: readonly Check[] = checksOf(patient),
): Promise<Finding[]> => {
  const findings: Finding[] = [];
  for (const [check, run] of checks) {
    const result = await run(patient).catch(unforeseen);
    const finding = { check, ...result };
    findings.push(finding);
    onFinding(finding);
  }
  return findings;
};

const unforeseen = (error: unknown): Result =>
  unknown(
    `the check itself failed with ${(error as Error | null)?.name ?? 'something'}: a defect of the doctor`,
  );
