import {
  type ConfigureStreamDeps,
  configureStream,
  restoreStream,
  type StreamConfiguration,
} from '../../shared/domain/configure-stream.ts';
import { StreamSetupError } from '../../shared/domain/stream-admin.ts';
import { describeError, log } from '../../shared/log.ts';

/** What the Provider framework of AWS CDK hands over of CloudFormation's request; `{}` sets up, as `npm run admin` asks for. */
export type ConfigureStreamEvent = { RequestType?: 'Create' | 'Update' | 'Delete' };

export type ConfigureStreamAnswer = {
  /** The same for ever: another one would have CloudFormation delete what it takes for the old one. */
  PhysicalResourceId: 'stream-settings';
  Data: { status: 'configured' | 'waiting for secrets' | 'restored'; nextStep: string; changed: string };
};

export type HandlerDeps = ConfigureStreamDeps & {
  configuration: StreamConfiguration;
  /** Whether an error says that there is no API key of Stream yet. */
  isSecretMissing: (error: unknown) => boolean;
};

const NEXT_STEP = {
  configured: 'Stream is set up. Check all of it: npm run doctor',
  'waiting for secrets': 'Fill the secrets, which also sets up Stream: npm run secrets',
  restored: 'Stream is as it was.',
};

/**
 * Sets the team's Stream app up, or on `Delete` puts back what there was. A repeat changes nothing. While there is no API
 * key it succeeds and says so, because the stack that makes the secret must be there before anybody can fill it. Throws
 * with a reason that says nothing of what was sent; CloudFormation shows it, and a repeat goes on from there.
 */
export const createHandler =
  ({ configuration, isSecretMissing, ...deps }: HandlerDeps) =>
  async ({ RequestType }: ConfigureStreamEvent): Promise<ConfigureStreamAnswer> => {
    const isDelete = RequestType === 'Delete';
    try {
      const changed = await (isDelete ? restoreStream : configureStream)(deps, configuration);
      return answer(isDelete ? 'restored' : 'configured', changed);
    } catch (error) {
      if (isSecretMissing(error) && !isDelete) return answer('waiting for secrets', []);
      throw failure(error, isSecretMissing(error));
    }
  };

const answer = (status: keyof typeof NEXT_STEP, changed: string[]): ConfigureStreamAnswer => {
  log('info', { event: 'stream-setup', streamSetup: status });
  return {
    PhysicalResourceId: 'stream-settings',
    Data: { status, nextStep: NEXT_STEP[status], changed: changed.join(' ') },
  };
};

const failure = (error: unknown, secretMissing: boolean): Error => {
  log('error', { event: 'failure', ...describeError(error) });
  if (error instanceof StreamSetupError) return new Error(error.message);
  if (secretMissing)
    return new Error('The secret "stream" is empty, so Stream cannot be put back as it was.');
  return new Error(
    'The settings of Stream could not be read or kept. The log of configure-stream says where.',
  );
};
