import { createHmac, timingSafeEqual } from 'node:crypto';
import { createHandler } from '../../../functions/stream-webhook/handler.ts';
import { createSignatureCheck } from '../../../shared/adapters/stream-signature.ts';
import { judgeHook } from '../../../shared/domain/stream-hook.ts';
import { logAsLambda } from '../as-lambda-logs.mjs';
import type { Bench, Figure, Row } from '../bench.ts';
import { inTurns } from '../figures.ts';
import { API_SECRET, hookCall } from './bodies.ts';

const STAGE = { encryptedChannelTypes: ['encrypted'], fileHosts: ['https://*.stream-io-cdn.com'] };
const SIZES = [
  ['1 KB', 1_000],
  ['14 KB', 14_000],
] as const;
/** With one secret, as it mostly is: during a rotation there are two. */
const handler = createHandler({
  checkSignature: createSignatureCheck(async () => ({ apiKey: 'key', apiSecret: API_SECRET })),
  ...STAGE,
});
const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 1_500 };

/** Microseconds of one call, from so many one after another. */
const each = (calls: number, act: () => unknown) => async (): Promise<number> => {
  const began = performance.now();
  for (let call = 0; call < calls; call++) await act();
  return ((performance.now() - began) * 1000) / calls;
};

const measure = async (bytes: number, turns: number, calls: number) => {
  // Several, so that none is known by heart.
  const sent = Array.from({ length: 20 }, () => hookCall(bytes));
  let at = 0;
  const next = () => sent[at++ % sent.length] as (typeof sent)[number];
  const ask = async () => {
    const { body, signature } = next();
    const event = { headers: { 'x-signature': signature }, isBase64Encoded: false, body, requestContext: {} };
    const answer = (await handler(event as never, context as never)) as { body: string };
    if (answer.body.startsWith('{"message":{"type":"error"')) throw new Error('The hook refused ciphertext.');
  };
  const bare = () => {
    const { body, signature } = next();
    const bytesOfBody = Buffer.from(body);
    const mac = createHmac('sha256', API_SECRET).update(bytesOfBody).digest();
    return timingSafeEqual(mac, Buffer.from(signature, 'hex')) && JSON.parse(bytesOfBody.toString('utf8'));
  };
  const bodies = sent.map(({ body }) => Buffer.from(body));
  const judge = () => judgeHook(bodies[at++ % bodies.length] as Buffer, STAGE);
  for (let call = 0; call < 4_000; call++) await Promise.all([ask(), bare(), judge()]);
  return inTurns(turns, { whole: each(calls, ask), decision: each(calls, judge), floor: each(calls, bare) });
};

const perSecond = ({ median, low, high }: Figure): Figure => ({
  median: 1e6 / median,
  low: 1e6 / high,
  high: 1e6 / low,
});

/** The hook, warm: what it takes beside what it cannot do without. */
export const bench: Bench = {
  name: 'hook',
  run: async ({ quick, say }) => {
    logAsLambda();
    const [rows, rates]: [Row[], Row[]] = [[], []];
    for (const [size, bytes] of SIZES) {
      say(`the hook with ${size}`);
      const { whole, decision, floor } = await measure(bytes, quick ? 9 : 41, quick ? 100 : 300);
      const goals = [{ of: 'overFloor', atMost: 1.5 }] as const;
      const note =
        'Beside the floor, whether bytes are ciphertext is looked at byte by byte, and each request writes a line for the log and two of metrics.';
      rows.push({ name: `A message of ${size}: the whole handler`, value: whole, floor, goals, note });
      rows.push({ name: `A message of ${size}: JSON, policy and echo alone`, value: decision, floor });
      rates.push({ name: `A message of ${size}: the whole handler`, value: perSecond(whole) });
      rates.push({ name: `A message of ${size}: JSON, policy and echo alone`, value: perSecond(decision) });
    }
    const how =
      'The hook in a warm process: an accepted message, signed, again and again. The floor is the HMAC of the same bytes and JSON.parse of them.';
    return {
      tables: [
        { id: 'hook', title: "Stream's hook, warm", unit: 'µs', how, rows },
        { id: 'hook-rate', title: "Stream's hook on one core", unit: 'messages a second', how, rows: rates },
      ],
    };
  },
};
