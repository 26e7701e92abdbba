import { LambdaClient } from '@aws-sdk/client-lambda';
import { OperatorError } from './operator-error.ts';

type Setting = 'region' | 'credentials';

/** In one line, for a list of findings. */
const SHORT: Record<Setting, string> = {
  region: 'AWS has no region to look in: export AWS_REGION=eu-west-1, or the region of yours',
  credentials:
    'AWS has no credentials to go by: aws sso login or aws configure, and AWS_PROFILE if there are several',
};

const HOW: Record<Setting, string> = {
  region: `AWS has no region to look in. Set the one the stage is deployed in, one way or the other:
  export AWS_REGION=eu-west-1
  export AWS_PROFILE=<a profile of yours that has a region>
  aws configure set region eu-west-1`,
  credentials: `AWS has no credentials to go by. One of these:
  aws sso login --profile <profile>, then export AWS_PROFILE=<profile>
  aws configure
  export AWS_ACCESS_KEY_ID=... AWS_SECRET_ACCESS_KEY=... (and AWS_SESSION_TOKEN, if there is one)
Then try: aws sts get-caller-identity`,
};

/** The AWS SDK's errors for credentials that are not there, or not any more. */
const NO_CREDENTIALS = new Set(['CredentialsProviderError', 'TokenProviderError', 'ProviderError']);

const missing = (error: unknown): Setting | null => {
  const { name = '', message = '' } = (error ?? {}) as { name?: string; message?: string };
  if (message.startsWith('Region is missing')) return 'region';
  return NO_CREDENTIALS.has(name) ? 'credentials' : null;
};

/** Why AWS could not be asked, in one line: what is to be set, if that is it, else in AWS's own words. */
export const describeAwsError = (error: unknown): string => {
  const setting = missing(error);
  const { name, message } = error as Error;
  return setting ? SHORT[setting] : `${name}: ${message}`;
};

/**
 * Makes sure that there are a region and credentials, by the SDK's own ways, before a command asks for anything else. Throws
 * {@link OperatorError} that says what to set, both at once if both are missing. Asks AWS nothing; whether the credentials may do
 * what is asked, AWS says later.
 */
export const requireAwsSettings = async (): Promise<void> => {
  const { config } = new LambdaClient({});
  const tried = await Promise.allSettled([config.region(), config.credentials()]);
  const errors = tried.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
  const settings = errors.map((error) => {
    const setting = missing(error);
    if (setting === null) throw error;
    return setting;
  });
  if (settings.length > 0)
    throw new OperatorError([...new Set(settings)].map((name) => HOW[name]).join('\n'));
};
