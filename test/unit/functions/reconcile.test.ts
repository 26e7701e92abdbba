import { expect, it } from '@jest/globals';
import { createHandler, type ReconcileFunctionDeps } from '../../../functions/reconcile/handler.ts';
import { capture } from '../../support/captured-log.ts';
import { allowanceOf, createProgress } from '../../support/stored-channels.ts';

class Missing extends Error {}
const NOW = new Date('2026-11-22T10:00:00Z');
const context = { awsRequestId: 'r1', getRemainingTimeInMillis: () => 300_000 };
const fails = (error: Error) => () => Promise.reject(error);

const handlerWith = (listChannels: ReconcileFunctionDeps['messages']['listChannels']) =>
  createHandler({
    encryptedChannelTypes: ['encrypted'],
    fileHosts: [],
    isRegistered: async () => true,
    messages: { listChannels } as ReconcileFunctionDeps['messages'],
    progress: createProgress().progress,
    allowance: allowanceOf(100),
    overlapSeconds: 600,
    maxMessages: 100,
    now: () => NOW,
    isSecretMissing: (error) => error instanceof Missing,
  });

it('a run of the clock before there are secrets ends well and reports no lag, so that nobody is called', async () => {
  const handler = handlerWith(fails(new Missing()));
  let answer: unknown;
  const lines = await capture(async () => {
    answer = await handler({}, context);
  });
  expect(answer).toEqual({ outcome: 'waiting-for-secrets' });
  expect(lines).toContain(String.raw`\"ReconcilerLag\":0`);
  expect(lines).toContain(String.raw`\"outcome\":\"waiting-for-secrets\"`);
});

it('a run that somebody asked for says that there are none', async () => {
  const handler = handlerWith(fails(new Missing()));
  const range = { from: '2026-11-22T08:00:00Z', to: '2026-11-22T09:00:00Z' };
  await expect(handler(range, context)).rejects.toThrow(Missing);
});

it('any other failure fails the run, and reports no lag', async () => {
  const handler = handlerWith(fails(new Error('Stream is away')));
  const lines = await capture(() => expect(handler({}, context)).rejects.toThrow('The run broke off'));
  expect(lines).not.toContain('ReconcilerLag');
});
