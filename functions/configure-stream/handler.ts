import {
  type ConfigureStreamDeps,
  configureStream,
  restoreStream,
  type SetupReport,
  type StreamConfiguration,
} from '../../shared/domain/configure-stream.ts';
import type { PendingSetup, SetupTask } from '../../shared/domain/pending-setup.ts';
import { type SetupOutcome, wordsFor } from '../../shared/domain/setup-words.ts';
import { StreamSetupError } from '../../shared/domain/stream-admin.ts';
import { describeError, inOurWords, log } from '../../shared/log.ts';
import { measure } from '../../shared/metrics.ts';

/**
 * What the Provider framework of AWS CDK hands over of CloudFormation's request; `{}` sets up, as `npm run admin` asks for;
 * `retry` does what is still to be done, if anything is, as the schedule asks for.
 */
export type ConfigureStreamEvent = { RequestType?: 'Create' | 'Update' | 'Delete'; retry?: boolean };

export type ConfigureStreamAnswer = {
  /** The same for ever: another one would have CloudFormation delete what it takes for the old one. */
  PhysicalResourceId: 'stream-settings';
  Data: {
    status: SetupOutcome['status'];
    /** When and how it went, and what to do now; nothing of what was sent. */
    says: string;
    changed: string;
  };
};

export type HandlerDeps = ConfigureStreamDeps & {
  stage: string;
  configuration: StreamConfiguration;
  pending: PendingSetup;
  /** Whether an error says that there is no API key of Stream yet. */
  isSecretMissing: (error: unknown) => boolean;
  /** Tells people by mail. */
  tell: (words: string) => Promise<unknown>;
};

/**
 * Sets the team's Stream app up, or on `Delete` puts back what there was. A repeat changes nothing. Nothing at Stream fails it,
 * so that an outage there, or a key that is refused, blocks no deployment: it says so, counts it for the alarm, remembers what is
 * to be done and does it when asked to try again; of what a removed stack has left it tells by mail. Throws, in words of ours that
 * CloudFormation shows, when AWS fails it.
 */
export const createHandler = (deps: HandlerDeps) => {
  const answer = (outcome: SetupOutcome, changed: readonly string[] = []): ConfigureStreamAnswer => {
    log('info', { event: 'stream-setup', streamSetup: outcome.status });
    const says = wordsFor(outcome, { stage: deps.stage, at: new Date(deps.clock.now()) });
    return {
      PhysicalResourceId: 'stream-settings',
      Data: { status: outcome.status, says, changed: changed.join(' ') },
    };
  };
  const work = async (task: SetupTask): Promise<ConfigureStreamAnswer> => {
    try {
      const { changed, unseen } = await attempt(deps, task);
      await deps.pending.clear();
      measure('StreamSetupPending', 0);
      return answer({ status: task === 'configure' ? 'configured' : 'restored', unseen }, changed);
    } catch (error) {
      const outcome = unfinished(deps, task, error);
      const { hookUrl, queue } = deps.configuration;
      await deps.pending.mark({ task, since: new Date(deps.clock.now()).toISOString(), hookUrl, queue });
      measure('StreamSetupPending', outcome.status === 'waiting for secrets' ? 0 : 1);
      return answer(outcome);
    }
  };
  const run = async ({ RequestType, retry }: ConfigureStreamEvent): Promise<ConfigureStreamAnswer> => {
    if (retry) {
      const pending = await deps.pending.find();
      if (pending) return work(pending.task);
      measure('StreamSetupPending', 0);
      return answer({ status: 'nothing to do' });
    }
    const answered = await work(RequestType === 'Delete' ? 'restore' : 'configure');
    if (answered.Data.status === 'not restored') await deps.tell(answered.Data.says);
    return answered;
  };
  return (event: ConfigureStreamEvent): Promise<ConfigureStreamAnswer> =>
    run(event).catch((error: unknown) => {
      throw inOurWords(error, FAILED_BY_AWS);
    });
};

const FAILED_BY_AWS =
  'The settings of Stream could not be read or kept. The log of configure-stream says where.';

const attempt = (deps: HandlerDeps, task: SetupTask): Promise<SetupReport> =>
  (task === 'configure' ? configureStream : restoreStream)(deps, deps.configuration);

/** Throws for what is not Stream's fault. */
const unfinished = ({ isSecretMissing }: HandlerDeps, task: SetupTask, error: unknown): SetupOutcome => {
  const isMissing = isSecretMissing(error);
  if (isMissing && task === 'configure') return { status: 'waiting for secrets' };
  if (!isMissing && !(error instanceof StreamSetupError)) throw error;
  log('error', { event: 'failure', ...describeError(error) });
  return {
    status: task === 'configure' ? 'not configured' : 'not restored',
    reason: isMissing ? 'The secret "stream" is empty.' : (error as Error).message,
  };
};
