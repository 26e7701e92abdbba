import { openBrowser } from '../../../../test/support/sign-in-pages.ts';

/** Node's own: in Jest the app puts Expo's in its place. */
const { fetch } = globalThis;

/**
 * A phone's browser on the pages of the local identity provider: types this name, and answers the address at which the app is opened again; null when the provider does
 * not come to that.
 */
export const signInAs =
  (name: string) =>
  async (url: string): Promise<string | null> => {
    const browse = openBrowser(fetch);
    let { next } = await browse(url);
    for (let step = 0; step < 8 && next.startsWith('http'); step++) {
      const typed = { method: 'POST', body: new URLSearchParams({ name }) };
      ({ next } = await browse(next, next.includes('/interaction/') ? typed : {}));
    }
    return next === '' || next.startsWith('http') ? null : next;
  };
