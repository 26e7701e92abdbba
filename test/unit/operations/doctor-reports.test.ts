import { describe, expect, it } from '@jest/globals';
import { readStageConfig } from '../../../infra/stage-config.ts';
import { admit } from '../../../operations/doctor/admit.ts';
import { checkReports } from '../../../operations/doctor/check-reports.ts';
import { addIdentity, newModeration } from '../../../operations/secrets/new-keys.ts';
import { recipientOf } from '../../../shared/adapters/report-seal.ts';
import { healthyAccount } from '../../support/doctor.ts';

const former = newModeration();
const moderation = addIdentity(former);
const [current = '', earlier = ''] = moderation.identities.map(recipientOf);
const [stranger = ''] = newModeration().identities.map(recipientOf);

const look = async (reports: { recipient?: string; emails?: string[] }, secret: unknown = moderation) => {
  const example = readStageConfig('example');
  const { patient } = await admit({
    config: { ...example, reports: { ...example.reports, ...reports } },
    account: healthyAccount(),
    store: {
      read: async (name) => (name === 'moderation' && secret !== null ? JSON.stringify(secret) : null),
      write: async () => {},
    },
    apiUrl: 'https://api.example',
  });
  return checkReports(patient);
};

describe('the check of reports', () => {
  it.each<[string, object, string, RegExp]>([
    ['the newest identity', { recipient: current }, 'ok', /nobody is mailed/],
    ['the newest, and mails', { recipient: current, emails: ['a@example.com'] }, 'ok', /told to 1 addresses/],
    ['nobody', {}, 'unknown', /names no recipient/],
    ['an earlier identity', { recipient: earlier }, 'wrong', /a former identity/],
    ['somebody else', { recipient: stranger }, 'wrong', /nobody here can read them/],
  ])('says what is so when they are sealed for %s', async (_, reports, status, says) => {
    const found = await look(reports);
    expect(found).toMatchObject({ status, says: expect.stringMatching(says) });
    if (status !== 'ok') expect(found.mend).toContain(`"recipient": "${current}"`);
    expect(JSON.stringify(found)).not.toContain(moderation.identities[0]);
  });

  it('cannot tell while the secret is empty', async () => {
    expect(await look({ recipient: current }, null)).toMatchObject({
      status: 'unknown',
      says: expect.stringContaining('is empty'),
    });
  });
});
