import { encryptedChannelGrants, encryptedTypeSettings } from '../../shared/domain/stream-settings.ts';
import { differencesFrom } from './differences.ts';
import { type Result, unless, wrong } from './finding.ts';
import type { Patient } from './patient.ts';
import { mendStream, withStream } from './with-stream.ts';

type ChannelType = { grants?: Record<string, string[]>; [setting: string]: unknown };

/** Whether a channel type leaves encrypted messages alone, and lets nobody past the backend. */
export const checkChannelType = (patient: Patient, name: string): Promise<Result> =>
  withStream(patient, async (ask) => {
    const { channel_types: types } = await ask((client) => client.listChannelTypes());
    const type = (types as unknown as Record<string, ChannelType>)[name];
    if (!type) return wrong(`Stream has no channel type ${name}`, mendStream(patient));
    const problems = [
      ...differencesFrom(type, encryptedTypeSettings(patient.config.pushNotifications !== undefined)),
      ...grantedTooMuch(type.grants ?? {}),
    ];
    return unless(problems, `channel type ${name}: switches and grants are ours`, mendStream(patient));
  });

const grantedTooMuch = (grants: Record<string, string[]>): string[] =>
  Object.entries(encryptedChannelGrants(grants)).map(([role, left]) => {
    const extra = (grants[role] ?? []).filter((grant) => !left.includes(grant));
    return `the role ${role} may do what only the backend should: ${extra.join(', ')}`;
  });
