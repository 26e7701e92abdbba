import { describe, expect, it } from '@jest/globals';
import { createHandler } from '../../../functions/configure-stream/handler.ts';
import { StreamSetupError } from '../../../shared/domain/stream-admin.ts';
import { capture } from '../../support/captured-log.ts';
import { inMemorySettingsBefore, inMemoryStreamApp } from '../../support/in-memory-stream-app.ts';

class Missing extends Error {}

const start = () => {
  const stream = inMemoryStreamApp({ before_message_send_hook_url: 'https://old.example.com' }, {});
  const handler = createHandler({
    admin: stream.admin,
    before: inMemorySettingsBefore().before,
    configuration: {
      hookUrl: 'https://api.example.com/webhooks/stream',
      queue: { url: 'https://sqs/1/events', region: 'eu-west-1' },
      encryptedChannelTypes: ['encrypted'],
    },
    isSecretMissing: (error) => error instanceof Missing,
  });
  const failWith = (error: unknown) => {
    stream.admin.readApp = () => Promise.reject(error);
  };
  return { ...stream, handler, failWith };
};

describe('the function that sets Stream up', () => {
  it('does so when the stack is made, updated, or somebody asks for it, under one name', async () => {
    for (const event of [{ RequestType: 'Create' }, { RequestType: 'Update' }, {}] as const) {
      const { handler, state } = start();
      expect(await handler(event)).toEqual({
        PhysicalResourceId: 'stream-settings',
        Data: { status: 'configured', nextStep: expect.any(String), changed: 'app user type/encrypted' },
      });
      expect(state.app.before_message_send_hook_url).toBe('https://api.example.com/webhooks/stream');
    }
  });

  it('puts back what there was when the stack is deleted', async () => {
    const { handler, state } = start();
    await handler({ RequestType: 'Create' });
    expect((await handler({ RequestType: 'Delete' })).Data.status).toBe('restored');
    expect(state.app.before_message_send_hook_url).toBe('https://old.example.com');
  });

  it('succeeds while the secret is empty, and says what to do', async () => {
    const { handler, failWith, state } = start();
    failWith(new Missing());
    const { Data } = await handler({ RequestType: 'Create' });
    expect(Data).toMatchObject({
      status: 'waiting for secrets',
      nextStep: expect.stringContaining('npm run secrets'),
    });
    expect(state.types).toEqual({});
    expect((await handler({ RequestType: 'Delete' })).Data.status).toBe('restored');
  });

  it('fails to put back what it cannot reach, rather than leave it', async () => {
    const { handler, failWith } = start();
    await handler({ RequestType: 'Create' });
    failWith(new Missing());
    await expect(handler({ RequestType: 'Delete' })).rejects.toThrow('The secret "stream" is empty');
  });

  it.each([
    [new StreamSetupError('no-answer'), /Stream does not answer.*deploy again/],
    [new StreamSetupError('secret-refused'), /does not take the API key and secret.*npm run secrets/],
    [new StreamSetupError('refused', ' Its answer was 400.'), /refused a setting. Its answer was 400/],
    [new Error('password hunter2'), /The log of configure-stream says where/],
  ])('fails with a reason in words of ours (%#), and a repeat goes on', async (error, reason) => {
    const { handler, failWith, admin } = start();
    const { readApp } = admin;
    failWith(error);
    let message = '';
    const logged = await capture(async () => {
      message = await handler({ RequestType: 'Create' }).then(String, (failure: Error) => failure.message);
    });
    expect(message).toMatch(reason);
    expect(message + logged).not.toContain('hunter2');
    expect(logged).toContain('"failure"');
    admin.readApp = readApp;
    expect((await handler({ RequestType: 'Create' })).Data.status).toBe('configured');
  });
});
