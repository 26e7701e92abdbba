import type { StreamClient } from '../../shared/adapters/stream-client.ts';
import type { Secret } from '../../shared/secrets.ts';
import { type Result, unknown, wrong } from './finding.ts';
import type { Patient } from './patient.ts';
import { failureOf } from './problem-words.ts';

export const mendStream = ({ config }: Patient): string =>
  `npm run admin -- configure-stream --stage ${config.stage}`;

/** Asks Stream with the stage's secret. A refusal is said by its status only: Stream's words may quote the call. */
export const withStream = async (
  { config, stream }: Patient,
  check: (ask: StreamClient, secret: Secret<'stream'>) => Promise<Result>,
): Promise<Result> => {
  if (!stream) return unknown('the secret stream is not usable, so Stream cannot be asked');
  try {
    return await check(stream.ask, stream.secret);
  } catch (error) {
    if ((error as { status?: unknown }).status === 401)
      return wrong(
        'Stream refuses the API key or secret (401)',
        `copy both from Stream's dashboard: npm run secrets -- --stage ${config.stage} --only stream`,
      );
    return wrong(
      `Stream could not be asked: ${failureOf(error)}`,
      `look whether ${config.streamUrl} can be reached from this machine, and Stream's status page`,
    );
  }
};
