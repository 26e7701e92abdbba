import { createServer, type RequestListener } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { listen } from '../../../local/platform/serve.ts';
import { httpCall } from '../../../shared/adapters/http-call.ts';
import { createSendChallenge } from '../../../shared/adapters/ssks.ts';
import { held } from '../../support/secrets.ts';

const ssks = held({ appId: '11111111-1111-4111-8111-111111111111', apiKey: 'key' });
const factor = { type: 'SMS', value: '+32470123456' } as const;

describe('asking SSKS for a code', () => {
  it('gives up after three seconds, when no answer comes and when one starts but does not end', async () => {
    const silent: RequestListener = () => {};
    const dripping: RequestListener = (_, response) => void response.write('{');
    const ask = async (listener: RequestListener) => {
      const { url, close } = await listen(createServer(listener), 0);
      const startedAt = performance.now();
      const sent = await createSendChallenge({ url, ssks })('id', factor);
      const ms = performance.now() - startedAt;
      await close();
      return { sent, ms };
    };
    for (const { sent, ms } of await Promise.all([silent, dripping].map(ask))) {
      expect(sent).toMatchObject({ outcome: 'failed', errorType: 'SSKS_UNAVAILABLE' });
      expect(ms).toBeGreaterThan(2_900);
      expect(ms).toBeLessThan(10_000);
    }
  });

  it('tries once more when no connection could be made, and only then', async () => {
    let attempts = 0;
    const refusing: typeof httpCall = (given) => {
      attempts++;
      return httpCall(given);
    };
    const closed = await listen(createServer(), 0);
    await closed.close();
    await expect(
      createSendChallenge({ url: closed.url, ssks, send: refusing })('id', factor),
    ).resolves.toMatchObject({ outcome: 'failed-unsent', errorType: 'SSKS_UNAVAILABLE' });
    expect(attempts).toBe(2);
  });

  it('has its code after a second attempt that connects', async () => {
    let attempts = 0;
    const server = await listen(
      createServer((_, response) => {
        response.end(JSON.stringify({ session_id: 's', must_authenticate: true }));
      }),
      0,
    );
    const flaky: typeof httpCall = (given) => {
      attempts++;
      if (attempts === 1)
        return Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
      return httpCall(given);
    };
    await expect(createSendChallenge({ url: server.url, ssks, send: flaky })('id', factor)).resolves.toEqual({
      outcome: 'sent',
      ssksSessionId: 's',
      mustAuthenticate: true,
    });
    await server.close();
  });
});
