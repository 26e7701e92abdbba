import { log } from '../log.ts';
import { signingClient } from './signed-call.ts';

const DEADLINE_MS = 4_000;
/** SNS's own: longer subjects are refused. */
const MAX_SUBJECT = 100;

/**
 * Publishes words to a topic of SNS, which mails them; false when it did not take them. Never throws: who tells has something else to answer for. Each call
 * is one mail. Signed with aws4fetch rather than the AWS SDK, as the secrets are (decision 001).
 */
export const createTeller =
  (topicArn: string, subject: string) =>
  async (words: string): Promise<boolean> => {
    try {
      const response = await publish(topicArn, subject.slice(0, MAX_SUBJECT), words);
      const isDone = response.ok && (await response.text()).includes('<PublishResponse');
      if (!isDone) throw new Error(`SNS answered ${response.status}`);
      return true;
    } catch (error) {
      log('error', { event: 'failure', errorName: (error as Error).name });
      return false;
    }
  };

const publish = (TopicArn: string, Subject: string, Message: string): Promise<Response> => {
  const region = TopicArn.split(':')[3] ?? '';
  const url = process.env.AWS_ENDPOINT_URL_SNS ?? `https://sns.${region}.amazonaws.com/`;
  return signingClient('sns', region, { retries: 2 }).fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      Action: 'Publish',
      Version: '2010-03-31',
      TopicArn,
      Subject,
      Message,
    }).toString(),
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
};
