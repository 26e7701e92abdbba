import { unless } from './finding.ts';
import type { Patient } from './patient.ts';
import { withStream } from './with-stream.ts';

/**
 * Whether Stream checks at all who calls and what they may do. With checks off, or permissions of the first version, what the
 * channel types grant means nothing. [pub: GetStream/protocol v236, AppResponseFields]
 */
export const checkStreamPermissions = (patient: Patient) =>
  withStream(patient, async (ask) => {
    const app = ((await ask((client) => client.getAppSettings())).app ?? {}) as Record<string, unknown>;
    const problems = [
      app.disable_auth_checks === true &&
        'authentication checks are off (disable_auth_checks): anybody is whom they say they are',
      app.disable_permissions_checks === true &&
        'permission checks are off (disable_permissions_checks): everybody may do everything',
      app.permission_version === 'v1' && 'permissions are of version v1, in which grants mean nothing',
    ].filter((problem) => typeof problem === 'string');
    return unless(
      problems,
      'Stream checks who calls and what they may do',
      'in Stream’s dashboard, the app’s settings: both checks on, permissions version v2; and look who switched them',
    );
  });
