import { routes } from '../../shared/contract/routes.ts';
import type { StreamWebhookResponse } from '../../shared/contract/stream-webhook.ts';
import { type CheckStreamSignature, judgeHook } from '../../shared/domain/stream-hook.ts';
import { webhook } from '../../shared/http/webhook.ts';
import { log } from '../../shared/log.ts';
import { count } from '../../shared/metrics.ts';

export type StreamWebhookDeps = {
  checkSignature: CheckStreamSignature;
  encryptedChannelTypes: readonly string[];
  fileHosts: readonly string[];
};

const { name: route } = routes.streamWebhook;

/** What the sender sees in place of the message (stream.md section 9.2). */
const REFUSED: StreamWebhookResponse = {
  message: {
    type: 'error',
    text: 'This conversation is end-to-end encrypted. The message was not encrypted, so it was not sent.',
  },
};

/** Stream's before-message-send hook. Stateless, so a replayed call gets the same answer and changes nothing. */
export const createHandler = ({ checkSignature, ...stage }: StreamWebhookDeps) =>
  webhook({
    route: routes.streamWebhook,
    checkSignature,
    answer: (check, requestId) => {
      const verdict =
        check.verdict === 'signed'
          ? judgeHook(check.body, stage)
          : ({ accepted: false, refusal: 'unreadable' } as const);
      count('HookEvaluated');
      if (verdict.accepted) return {};
      count('HookRefused', verdict.refusal);
      log('warn', { event: 'plaintext-refused', route, requestId, refusal: verdict.refusal });
      return REFUSED;
    },
  });
