import {
  type Ed25519,
  ed25519InJavaScript,
  ed25519OfWebCrypto,
} from '../../../client-example/secure-chat/src/platform/ed25519.ts';
import { createSlices } from '../../../client-example/secure-chat/src/platform/ui-slices.ts';
import { longestBlock } from '../longest-block.ts';

/** As many as a page has at most, of the usual size. */
const MESSAGES = 300;
const BYTES = 768;
const AT_A_TIME = 10;

/** Milliseconds: of one signature, of one verified, of a page of 300 verified in slices, and the longest standstill meanwhile. */
export type Signing = Record<'sign' | 'verify' | 'page' | 'block', () => Promise<number>>;
export type Ways = { webCrypto: Signing; javaScript: Signing };

export const openSigning = async (): Promise<Ways> => ({
  webCrypto: await signingBy(ed25519OfWebCrypto(crypto.subtle)),
  javaScript: await signingBy(await ed25519InJavaScript()),
});

const signingBy = async ({ publicKey, sign, verify }: Ed25519): Promise<Signing> => {
  const privateKey = crypto.getRandomValues(new Uint8Array(32));
  const key = await publicKey(privateKey);
  const message = crypto.getRandomValues(new Uint8Array(BYTES));
  const signature = await sign(message, privateKey);
  const check = async () => {
    if (!(await verify(signature, message, key))) throw new Error('not verified');
  };
  const verifyAll = () => {
    const inSlices = createSlices();
    return Promise.all(Array.from({ length: MESSAGES }, () => inSlices(check)));
  };
  return {
    sign: () => timeOfOne(() => sign(message, privateKey)),
    verify: () => timeOfOne(check),
    page: () => timed(verifyAll),
    block: () => longestBlock(verifyAll),
  };
};

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

const timeOfOne = async (work: () => Promise<unknown>): Promise<number> => {
  const all = await timed(async () => {
    for (let turn = 0; turn < AT_A_TIME; turn++) await work();
  });
  return all / AT_A_TIME;
};
