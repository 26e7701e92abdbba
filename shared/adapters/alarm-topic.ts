import { log } from '../log.ts';
import type { HttpAnswer } from './http-call.ts';
import { signedCall } from './signed-call.ts';

const DEADLINE_MS = 4_000;
/** SNS's own: longer subjects are refused. */
const MAX_SUBJECT = 100;

/**
 * Publishes words to a topic of SNS, which mails them; false when it did not take them. Never throws: who tells has something else to answer for. Each call
 * is one mail. Signed as the reading of secrets is (decision 001).
 */
export const createTeller =
  (topicArn: string, subject: string) =>
  async (words: string): Promise<boolean> => {
    try {
      const { status, text } = await publish(topicArn, subject.slice(0, MAX_SUBJECT), words);
      if (status !== 200 || !text.includes('<PublishResponse')) throw new Error(`SNS answered ${status}`);
      return true;
    } catch (error) {
      log('error', { event: 'failure', errorName: (error as Error).name });
      return false;
    }
  };

const publish = (TopicArn: string, Subject: string, Message: string): Promise<HttpAnswer> =>
  signedCall({
    service: 'sns',
    region: TopicArn.split(':')[3] ?? '',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      Action: 'Publish',
      Version: '2010-03-31',
      TopicArn,
      Subject,
      Message,
    }).toString(),
    deadlineMs: DEADLINE_MS,
    repeatsBroken: false,
  });
