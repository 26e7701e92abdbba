import { ok, type Result, unknown, wrong } from './finding.ts';
import type { Patient } from './patient.ts';

const DEADLINE_MS = 10_000;
const LIMIT_MS = 5_000;
/** A `Date` header has whole seconds, rounded down. */
const HALF_A_SECOND_MS = 500;

/** Whether our API and Stream agree on the time: a token with an `iat` in the future is refused (stream.md section 3). */
export const checkClocks = async (patient: Patient): Promise<Result> => {
  const { apiUrl, config } = patient;
  if (apiUrl === null) return unknown('the address of the API is not known');
  const [api, stream] = await Promise.all([aheadOf(patient, apiUrl), aheadOf(patient, config.streamUrl)]);
  if (api === null || stream === null)
    return unknown(`${api === null ? 'the API' : 'Stream'} does not say what time it has`);
  const says = `against this machine: API ${spell(api)}, Stream ${spell(stream)}`;
  if (Math.abs(api - stream) > LIMIT_MS)
    return wrong(
      `API and Stream do not agree on the time (${says}): tokens may be refused`,
      'AWS and Stream keep their own clocks: ask whose is wrong; a proxy that caches answers looks the same',
    );
  if (Math.max(Math.abs(api), Math.abs(stream)) > LIMIT_MS)
    return unknown(`this machine’s clock is off (${says})`, 'set it by NTP and run it again');
  return ok(`clocks agree (${says})`);
};

const spell = (ms: number): string => `${ms < 0 ? '-' : '+'}${(Math.abs(ms) / 1000).toFixed(1)} s`;

/** Milliseconds by which the server's clock is ahead of ours; null when it does not say. */
const aheadOf = async ({ fetch: send, now }: Patient, url: string): Promise<number | null> => {
  const began = now();
  try {
    const response = await send(url, { redirect: 'manual', signal: AbortSignal.timeout(DEADLINE_MS) });
    await response.body?.cancel();
    const time = Date.parse(response.headers.get('date') ?? '');
    return Number.isNaN(time) ? null : time + HALF_A_SECOND_MS - (began + now()) / 2;
  } catch {
    return null;
  }
};
