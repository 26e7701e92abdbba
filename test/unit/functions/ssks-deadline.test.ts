import { createServer } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { listen } from '../../../local/platform/serve.ts';
import { createSendChallenge } from '../../../shared/adapters/ssks.ts';
import { held } from '../../support/secrets.ts';

const ssks = held({ appId: '11111111-1111-4111-8111-111111111111', apiKey: 'key' });
const factor = { type: 'SMS', value: '+32470123456' } as const;

describe('asking SSKS for a code', () => {
  it('gives up after three seconds when no answer comes', async () => {
    const silent = await listen(
      createServer(() => {}),
      0,
    );
    const startedAt = performance.now();
    await expect(createSendChallenge({ url: silent.url, ssks })('id', factor)).resolves.toMatchObject({
      outcome: 'failed',
      errorType: 'SSKS_UNAVAILABLE',
    });
    expect(performance.now() - startedAt).toBeGreaterThan(2_900);
    await silent.close();
  });

  it('gives up when the answer starts but does not end', async () => {
    const dripping = await listen(
      createServer((_, response) => {
        response.write('{');
      }),
      0,
    );
    await expect(createSendChallenge({ url: dripping.url, ssks })('id', factor)).resolves.toMatchObject({
      outcome: 'failed',
      errorType: 'SSKS_UNAVAILABLE',
    });
    await dripping.close();
  });

  it('tries once more when no connection could be made, and only then', async () => {
    let attempts = 0;
    const refusing: typeof fetch = (target, request) => {
      attempts++;
      return fetch(target, request);
    };
    const closed = await listen(createServer(), 0);
    await closed.close();
    await expect(
      createSendChallenge({ url: closed.url, ssks, fetch: refusing })('id', factor),
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
    const flaky: typeof fetch = (target, request) => {
      attempts++;
      if (attempts === 1)
        return Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }));
      return fetch(target, request);
    };
    await expect(createSendChallenge({ url: server.url, ssks, fetch: flaky })('id', factor)).resolves.toEqual(
      {
        outcome: 'sent',
        ssksSessionId: 's',
        mustAuthenticate: true,
      },
    );
    await server.close();
  });
});
