import type { Result } from './finding.ts';
import type { Patient } from './patient.ts';

const PAUSE_MS = 1_000;

/**
 * Repeats a check while it finds something wrong, until all that was changed at Stream before the doctor came must be shown
 * there: settings and channel types are seen seconds late. One wait for all checks together.
 */
export const settled =
  (check: (patient: Patient) => Promise<Result>) =>
  async (patient: Patient): Promise<Result> => {
    for (;;) {
      const result = await check(patient);
      if (result.status !== 'wrong' || patient.now() >= patient.shownAt) return result;
      await patient.wait(Math.min(PAUSE_MS, patient.shownAt - patient.now()));
    }
  };
