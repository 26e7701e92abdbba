import { recipientOf } from '../../shared/adapters/report-seal.ts';
import { OperatorError } from '../operator-error.ts';
import { readValue } from '../secrets/secret-store.ts';
import { ok, type Result, unknown, wrong } from './finding.ts';
import type { Patient } from './patient.ts';

/** Whether people can report messages, and the moderators can read what was reported. */
export const checkReports = async ({ config, store }: Patient): Promise<Result> => {
  const { recipient, emails } = config.reports;
  try {
    const { identities } = await readValue(store, 'moderation');
    const [current = '', ...former] = identities.map(recipientOf);
    const set = `"reports": { "recipient": "${current}" } in the stage file, then deploy`;
    if (recipient === undefined)
      return unknown('nobody can report a message: the stage names no recipient of reports', set);
    if (former.includes(recipient))
      return wrong('reports are sealed for a former identity of the secret moderation', set);
    if (recipient !== current)
      return wrong(
        'reports are sealed for somebody who is not in the secret moderation: nobody here can read them',
        set,
      );
    return emails.length > 0
      ? ok(`sealed for the secret moderation, and told to ${emails.length} addresses once each has confirmed`)
      : ok('sealed for the secret moderation; nobody is mailed: npm run admin -- reports lists them');
  } catch (error) {
    if (error instanceof OperatorError) return unknown(error.message);
    throw error;
  }
};
