import { streamWebhook as route } from '../../shared/contract/routes/stream-webhook.ts';
import type { StreamWebhookResponse } from '../../shared/contract/stream-webhook.ts';
import type { Refusal } from '../../shared/domain/plaintext-policy.ts';
import {
  type CheckStreamSignature,
  type HookJudgement,
  judgeHook,
  type SignatureCheck,
} from '../../shared/domain/stream-hook.ts';
import { webhook } from '../../shared/http/webhook.ts';
import { log } from '../../shared/log.ts';
import { count, measureTogether } from '../../shared/metrics.ts';

export type StreamWebhookDeps = {
  checkSignature: CheckStreamSignature;
  encryptedChannelTypes: readonly string[];
  fileHosts: readonly string[];
};

/** What the sender sees in place of the message (stream.md section 9.2). */
const refusing = (text: string): string =>
  JSON.stringify({ message: { type: 'error', text } } satisfies StreamWebhookResponse);
const NOT_ENCRYPTED = refusing(
  'This conversation is end-to-end encrypted. The message was not encrypted, so it was not sent.',
);
const NOT_CHECKED = refusing(
  'It could not be checked that this message is end-to-end encrypted, so it was not sent. Try again later.',
);

/**
 * Stream's before-message-send hook. Stateless, so a replayed call gets the same answer and changes nothing. A message that may pass is
 * answered as it came: see {@link streamWebhookResponse}.
 */
export const createHandler = ({ checkSignature, ...stage }: StreamWebhookDeps) =>
  webhook({
    route,
    checkSignature,
    answer: (check, requestId, receivedAt) => {
      const { answer, refusal, measured } = answerTo(check, stage);
      // In one line, as it is written for every message there is.
      measureTogether({ ...measured, ...(check.verdict === 'signed' && latencySince(receivedAt)) });
      if (refusal) {
        // What cannot be checked may be anybody's: it does not count as a refusal.
        if (check.verdict === 'signed') count('HookRefused', refusal);
        log('warn', { event: 'plaintext-refused', route: route.name, requestId, refusal });
      }
      return answer;
    },
  });

const latencySince = (receivedAt: number | undefined) =>
  receivedAt !== undefined && { HookLatency: Math.max(0, Date.now() - receivedAt) };

type Measured = Parameters<typeof measureTogether>[0];
type Answered = { answer: string; refusal?: Refusal; measured: Measured };

const answerTo = (
  check: Exclude<SignatureCheck, { verdict: 'unsigned' }>,
  stage: Omit<StreamWebhookDeps, 'checkSignature'>,
): Answered => {
  if (check.verdict === 'unreadable') {
    const measured = { HookEvaluated: 0, HookUnverified: 1 };
    return { answer: NOT_CHECKED, refusal: 'unreadable', measured };
  }
  const judged = judgeHook(check.body, stage);
  const { verdict, message } = judged;
  const measured = measuredOf(judged);
  if (!verdict.accepted) return { answer: NOT_ENCRYPTED, refusal: verdict.refusal, measured };
  return { answer: `{"message":${message}}`, measured };
};

const measuredOf = ({ verdict, channel }: HookJudgement): Measured => ({
  HookEvaluated: 1,
  HookUnverified: 0,
  ...((channel !== 'open' || !verdict.accepted) && {
    HookRefusals: verdict.accepted ? 0 : 1,
    HookWithoutChannelData: channel === 'without-data' ? 1 : 0,
  }),
});
