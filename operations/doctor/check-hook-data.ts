import { awsProblem } from './aws-account.ts';
import { ok, type Result, unknown } from './finding.ts';
import type { Patient } from './patient.ts';

/**
 * Whether Stream gives the hook the channel's own data, `session_id` among them: Stream's documentation does not say. By what the
 * hook counted on the last day.
 */
export const checkHookData = async ({ account, config }: Patient): Promise<Result> => {
  try {
    const counted = await account.dayOf(config.stage, 'HookWithoutChannelData');
    if (!counted || counted.samples === 0)
      return unknown(
        'no message was sent in an encrypted type within a day',
        'run it again when there was one',
      );
    const { sum, samples } = counted;
    if (sum === 0) return ok(`the hook saw the channel’s own data in each of ${samples} messages`);
    return unknown(
      `Stream gave the hook no data of the channel’s own in ${sum} of ${samples} messages: it judges those by form, and the sweeper judges their session after they are stored`,
      'nothing is to be mended; docs/deploy.md says what it means',
    );
  } catch (error) {
    return unknown(awsProblem(error));
  }
};
