import {
  type Ed25519,
  ed25519InJavaScript,
  ed25519OfWebCrypto,
} from '../../../secure-chat/src/platform/ed25519.ts';

/** A message of the usual size. */
const MESSAGE = new Uint8Array(768).fill(7);
const PRIVATE_KEY = new Uint8Array(32).fill(9);

/** Milliseconds: of one signature, and of one verified. */
export type Figures = { sign: number; verify: number };

/** Means over so many signatures. Throws when one is not verified. */
export const measure = async ({ publicKey, sign, verify }: Ed25519, count: number): Promise<Figures> => {
  const key = await publicKey(PRIVATE_KEY);
  const signature = await sign(MESSAGE, PRIVATE_KEY);
  const check = async () => {
    if (!(await verify(signature, MESSAGE, key))) throw new Error('not verified');
  };
  await check();
  return { sign: await mean(count, () => sign(MESSAGE, PRIVATE_KEY)), verify: await mean(count, check) };
};

const mean = async (count: number, work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  for (let turn = 0; turn < count; turn++) await work();
  return (performance.now() - began) / count;
};

/** What `bench-sign.ts` asks of a VM: the two that `ed25519.ts` chooses from; `native` after the app's cryptography is there. */
export const commands = {
  javaScript: async (count: number) => measure(await ed25519InJavaScript(), count),
  native: (count: number) => measure(ed25519OfWebCrypto(crypto.subtle), count),
  /** The least that anything native costs. */
  nativeCall: (count: number) => mean(count, async () => crypto.getRandomValues(new Uint8Array(32))),
};
