import { describe, expect, it } from '@jest/globals';
import { createHandler } from '../../../functions/configure-stream/handler.ts';
import type { PushNotifications } from '../../../shared/contract/push-notifications.ts';
import type { Pending, PendingSetup } from '../../../shared/domain/pending-setup.ts';
import { StreamSetupError } from '../../../shared/domain/stream-admin.ts';
import { capture } from '../../support/captured-log.ts';
import { inMemorySettingsBefore, inMemoryStreamApp } from '../../support/in-memory-stream-app.ts';

class Missing extends Error {}

const HOOK = 'https://api.example.com/webhooks/stream';
const OLD_HOOK = 'https://old.example.com';

const inMemoryPending = () => {
  const held: { pending: Pending | null } = { pending: null };
  const pending: PendingSetup = {
    find: async () => held.pending,
    mark: async (marked) => {
      held.pending = { ...marked, since: held.pending?.since ?? marked.since };
    },
    clear: async () => {
      held.pending = null;
    },
  };
  return { held, pending };
};

const start = (push: PushNotifications | null = null) => {
  const stream = inMemoryStreamApp({ before_message_send_hook_url: OLD_HOOK }, {});
  const { held, pending } = inMemoryPending();
  const told: string[] = [];
  const { before } = inMemorySettingsBefore();
  const handler = createHandler({
    stage: 'prod',
    admin: stream.admin,
    before,
    clock: stream.clock,
    pending,
    configuration: {
      hookUrl: HOOK,
      queue: { url: 'https://sqs/1/events', region: 'eu-west-1' },
      encryptedChannelTypes: ['encrypted'],
      push,
    },
    isSecretMissing: (error) => error instanceof Missing,
    tell: async (words) => void told.push(words),
  });
  const { readApp } = stream.admin;
  const failWith = (error: unknown) => {
    stream.admin.readApp = () => Promise.reject(error);
  };
  const mend = () => {
    stream.admin.readApp = readApp;
  };
  return { ...stream, handler, failWith, mend, held, told, before };
};

/** As `capture` writes a line that is JSON already. */
const pendingCounted = (value: number) => `\\"StreamSetupPending\\":${value}`;

const AWAY = new StreamSetupError('no-answer');

describe('the function that sets Stream up', () => {
  it('does so when the stack is made, updated, or somebody asks for it, under one name', async () => {
    for (const event of [{ RequestType: 'Create' }, { RequestType: 'Update' }, {}] as const) {
      const { handler, state } = start();
      expect(await handler(event)).toEqual({
        PhysicalResourceId: 'stream-settings',
        Data: {
          status: 'configured',
          says: '1970-01-01 00:00 UTC: Stream is set up. How it stands now: npm run doctor -- --stage prod',
          changed: 'user app type/encrypted',
        },
      });
      expect(state.app.before_message_send_hook_url).toBe(HOOK);
    }
  });

  it('puts back what there was when the stack is deleted', async () => {
    const { handler, state, told } = start();
    await handler({ RequestType: 'Create' });
    expect((await handler({ RequestType: 'Delete' })).Data.status).toBe('restored');
    expect(state.app.before_message_send_hook_url).toBe(OLD_HOOK);
    expect(told).toEqual([]);
  });

  it('succeeds while the secret is empty, says what to do, rings nothing, and sets Stream up when it is filled', async () => {
    const { handler, failWith, mend, state } = start();
    failWith(new Missing());
    const logged = await capture(async () => {
      const { Data } = await handler({ RequestType: 'Create' });
      expect(Data.status).toBe('waiting for secrets');
      expect(Data.says).toContain('Next: npm run secrets -- --stage prod');
    });
    expect(logged).toContain(pendingCounted(0));
    expect(state.types).toEqual({});
    expect((await handler({ retry: true })).Data.status).toBe('waiting for secrets');
    mend();
    expect((await handler({ retry: true })).Data.status).toBe('configured');
  });

  it('is deleted without a word when there never was a secret', async () => {
    const { handler, failWith } = start();
    failWith(new Missing());
    await handler({ RequestType: 'Create' });
    expect((await handler({ RequestType: 'Delete' })).Data.status).toBe('restored');
  });

  it.each([
    ['Stream is away', AWAY, 'Stream does not answer.'],
    ['Stream refuses the key', new StreamSetupError('secret-refused'), 'Fill it anew: npm run secrets'],
    ['Stream refuses a setting', new StreamSetupError('refused', ' Its answer was 400.'), 'answer was 400'],
  ])(
    'succeeds all the same when %s, with a status, a count for the alarm, and another try later',
    async (_, error, reason) => {
      const { handler, failWith, mend, state, held } = start();
      failWith(error);
      for (const RequestType of ['Create', 'Update'] as const) {
        const logged = await capture(async () => {
          const { Data } = await handler({ RequestType });
          expect(Data.status).toBe('not configured');
          expect(Data.says).toContain('NOT SET UP');
          expect(Data.says).toContain(reason);
        });
        expect(logged).toContain(pendingCounted(1));
        expect(logged).toContain('"failure"');
      }
      expect(held.pending).toMatchObject({ task: 'configure', hookUrl: HOOK });
      mend();
      const logged = await capture(async () => {
        expect((await handler({ retry: true })).Data.status).toBe('configured');
      });
      expect(logged).toContain(pendingCounted(0));
      expect(state.app.before_message_send_hook_url).toBe(HOOK);
      expect(held.pending).toBeNull();
    },
  );

  it('sets up all but push while a push provider is unknown, says so, counts it, and switches push on when it is there', async () => {
    const { handler, state, held, push } = start({
      title: 'New message',
      providers: [{ type: 'apn', name: 'iphones' }],
    });
    state.app.push_notifications = { version: 'v3' };
    const logged = await capture(async () => {
      const { Data } = await handler({ RequestType: 'Update' });
      expect(Data).toMatchObject({
        status: 'not configured',
        says: expect.stringContaining(
          'All else is set up, but push notifications stay off: Stream has no push provider apn/iphones.',
        ),
      });
    });
    expect(logged).toContain(pendingCounted(1));
    expect(state.types.encrypted).toMatchObject({ push_notifications: false });
    expect(state.app.before_message_send_hook_url).toBe(HOOK);
    push.providers.push({ type: 'apn', name: 'iphones' });
    expect((await handler({ retry: true })).Data.status).toBe('configured');
    expect(state.types.encrypted).toMatchObject({ push_notifications: true });
    expect(held.pending).toBeNull();
  });

  it('asks Stream nothing on its schedule when nothing is left to do, and counts that', async () => {
    const { handler, failWith } = start();
    await handler({ RequestType: 'Create' });
    failWith(new Error('asked'));
    const logged = await capture(async () => {
      expect((await handler({ retry: true })).Data.status).toBe('nothing to do');
    });
    expect(logged).toContain(pendingCounted(0));
  });

  it.each([
    ['is away', AWAY],
    ['lost its secret', new Missing()],
  ])(
    'lets a stack go while Stream %s, mails that, and never sets up again what was to go',
    async (_, error) => {
      const { handler, failWith, mend, state, held, told } = start();
      await handler({ RequestType: 'Create' });
      failWith(error);
      const { Data } = await handler({ RequestType: 'Delete' });
      expect(Data.status).toBe('not restored');
      expect(Data.says).toContain('npm run admin -- restore-stream --stage prod');
      expect(told).toEqual([Data.says]);
      expect(held.pending).toMatchObject({ task: 'restore', hookUrl: HOOK });
      mend();
      expect((await handler({ retry: true })).Data.status).toBe('restored');
      expect(state.app.before_message_send_hook_url).toBe(OLD_HOOK);
    },
  );

  it('fails when AWS fails it, in words of ours, and a repeat goes on', async () => {
    const { handler, before, held } = start();
    const { list } = before;
    before.list = () => Promise.reject(new Error('password hunter2'));
    let message = '';
    const logged = await capture(async () => {
      message = await handler({ RequestType: 'Create' }).then(String, (failure: Error) => failure.message);
    });
    expect(message).toContain('The log of configure-stream says where');
    expect(message + logged).not.toContain('hunter2');
    expect(held.pending).toBeNull();
    before.list = list;
    expect((await handler({ RequestType: 'Create' })).Data.status).toBe('configured');
  });

  it('says what Stream took and does not show', async () => {
    const { handler, admin } = start();
    admin.readApp = async () => ({});
    const { Data } = await handler({});
    expect(Data).toMatchObject({ status: 'configured', says: expect.stringContaining('not show yet: app.') });
  });
});
