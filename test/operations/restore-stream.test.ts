import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { StreamChat } from 'stream-chat';
import { type StreamService, startStream } from '../../local/stream/start-stream.ts';
import { restoreAfterRemoval } from '../../operations/admin/restore-stream.ts';
import { createDynamoDbPendingSetup } from '../../shared/adapters/dynamodb-pending-setup.ts';
import { createDynamoDbSettingsBefore } from '../../shared/adapters/dynamodb-settings-before.ts';
import { streamAppSettings } from '../../shared/domain/stream-settings.ts';
import { runOperation, STAGE, startEmptySecrets, startFakeLambda } from '../support/operations.ts';
import { startTables } from '../support/tables.ts';

const TABLE = `SealedStream-${STAGE}-ChannelsTable-ABC`;
const secret = { apiKey: 'key', apiSecret: 'secret-of-the-app' };
const hookUrl = 'https://gone.example.com/webhooks/stream';
const OLD_HOOK = 'https://old.example.com/hook';
const queue = { url: 'https://sqs.eu-west-1.amazonaws.com/1/events', region: 'eu-west-1' };

let stream: StreamService;
let server: StreamChat;
let table: Awaited<ReturnType<typeof startTables>>;
beforeAll(async () => {
  [stream, table] = await Promise.all([
    startStream({ port: 0, ...secret, rateLimits: 'off' }),
    startTables(TABLE),
  ]);
  server = new StreamChat(secret.apiKey, secret.apiSecret, { baseURL: stream.url });
});
afterAll(() => Promise.all([stream.close(), table.close()]));

const pending = () => createDynamoDbPendingSetup(table.db, TABLE);
const restore = () => restoreAfterRemoval({ table: TABLE, secret, streamUrl: stream.url, db: table.db });
const hookNow = async () => (await server.getAppSettings()).app?.before_message_send_hook_url;

/** As a stack leaves it that went while Stream was away. */
beforeEach(async () => {
  stream.faults.reset();
  await server.updateAppSettings({ ...streamAppSettings(hookUrl) });
  await createDynamoDbSettingsBefore(table.db, TABLE).keep({
    of: 'app',
    existed: true,
    settings: { before_message_send_hook_url: OLD_HOOK },
  });
  await pending().mark({ task: 'restore', since: '2026-11-22T10:00:00.000Z', hookUrl, queue });
});

it('puts Stream back when the stack is gone, and then finds nothing left to be done', async () => {
  expect(await restore()).toEqual({ changed: ['app'], unseen: [] });
  expect(await hookNow()).toBe(OLD_HOOK);
  expect(await restore()).toBeNull();
});

it('says why it could not, and does it the next time', async () => {
  stream.faults.set({ requests: [{ path: '/app', status: 503, times: 2 }] });
  await expect(restore()).rejects.toThrow('Stream does not answer. What Stream had before is still kept');
  expect(await restore()).toMatchObject({ changed: ['app'] });
});

it('says by AWS’s own name why a table cannot be read', async () => {
  const elsewhere = { table: 'no-such-table', secret, streamUrl: stream.url, db: table.db };
  await expect(restoreAfterRemoval(elsewhere)).rejects.toThrow(
    'no-such-table could not be read: ResourceNotFoundException',
  );
});

it('leaves alone what is to be set up, not put back', async () => {
  await pending().mark({ task: 'configure', since: '2026-11-22T11:00:00.000Z', hookUrl, queue });
  expect(await pending().find()).toEqual({
    task: 'configure',
    since: '2026-11-22T10:00:00.000Z',
    hookUrl,
    queue,
  });
  expect(await restore()).toBeNull();
  expect(await hookNow()).toBe(hookUrl);
});

it('is a command that finds the table by itself, and refuses while the stage is deployed', async () => {
  const [secrets, gone, deployed] = await Promise.all([
    startEmptySecrets(),
    startFakeLambda(),
    startFakeLambda(),
  ]);
  secrets.values.set('stream', JSON.stringify(secret));
  deployed.variables.set(`sealed-stream-${STAGE}-configure-stream`, {});
  await pending().clear();
  const run = (lambda: typeof gone) =>
    runOperation('admin', ['restore-stream', '--stage', STAGE], {
      env: {
        AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
        AWS_ENDPOINT_URL_LAMBDA: lambda.url,
        AWS_ENDPOINT_URL_DYNAMODB: table.url,
      },
    });
  const [done, refused] = await Promise.all([run(gone), run(deployed)]);
  expect(done).toMatchObject({ code: 0, out: expect.stringContaining('Nothing is left') });
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('cdk destroy') });
  await Promise.all([secrets, gone, deployed].map((service) => service.close()));
}, 20_000);
