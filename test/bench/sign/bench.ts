import {
  type Ed25519,
  ed25519InJavaScript,
  ed25519OfWebCrypto,
} from '../../../client-example/secure-chat/src/platform/ed25519.ts';
import { createSlices, nextTurn } from '../../../client-example/secure-chat/src/platform/ui-slices.ts';

/** As many as a page has at most, of the usual size. */
const MESSAGES = 300;
const BYTES = 768;
const SIGNATURES = 100;

/** Milliseconds: of one signature, of one verified, and the longest standstill while a page of 300 is verified in slices. */
export type Figures = { sign: number; verify: number; page: number; standstill: number };

export const measure = async (): Promise<{ webCrypto: Figures; javaScript: Figures }> => ({
  webCrypto: await figuresOf(ed25519OfWebCrypto(crypto.subtle)),
  javaScript: await figuresOf(await ed25519InJavaScript()),
});

const figuresOf = async ({ publicKey, sign, verify }: Ed25519): Promise<Figures> => {
  const privateKey = crypto.getRandomValues(new Uint8Array(32));
  const key = await publicKey(privateKey);
  const message = crypto.getRandomValues(new Uint8Array(BYTES));
  const signature = await sign(message, privateKey);
  const each = async (count: number, work: () => Promise<unknown>): Promise<number> => {
    const began = performance.now();
    for (let turn = 0; turn < count; turn++) await work();
    return (performance.now() - began) / count;
  };
  const check = async () => {
    if (!(await verify(signature, message, key))) throw new Error('not verified');
  };
  for (let warm = 0; warm < 20; warm++) await check();
  const signing = await each(SIGNATURES, () => sign(message, privateKey));
  const verifying = await each(SIGNATURES, check);
  const watch = watchTurns();
  const began = performance.now();
  const inSlices = createSlices();
  await Promise.all(Array.from({ length: MESSAGES }, () => inSlices(check)));
  return { sign: signing, verify: verifying, page: performance.now() - began, standstill: watch.end() };
};

/** The longest time between two turns of the event loop. */
const watchTurns = () => {
  let [isOver, longest, last] = [false, 0, performance.now()];
  const turn = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isOver) void nextTurn().then(turn);
  };
  turn();
  return {
    end: () => {
      isOver = true;
      return longest;
    },
  };
};
