/** `unknown`: could not be told from here; not a promise that it is right. */
export type Status = 'ok' | 'wrong' | 'unknown';

export type Finding = {
  check: string;
  status: Status;
  /** What was seen, in words; never a secret's value or what another server wrote. */
  says: string;
  /** How to mend it, or how to find out. */
  mend?: string;
};

export type Result = Omit<Finding, 'check'>;

export const ok = (says: string): Result => ({ status: 'ok', says });
export const wrong = (says: string, mend: string): Result => ({ status: 'wrong', says, mend });
export const unknown = (says: string, mend?: string): Result => ({
  status: 'unknown',
  says,
  ...(mend !== undefined && { mend }),
});

/** A list of problems as one result: none is `ok`. */
export const unless = (problems: readonly string[], fine: string, mend: string): Result =>
  problems.length === 0 ? ok(fine) : wrong(problems.join('; '), mend);
