/** Node's own: in Jest the app puts Expo's in its place. */
const { fetch } = globalThis;

/**
 * Just enough of a phone's browser for the local identity provider: keeps cookies, types this name, and answers the address at which the app is opened again; null when
 * the provider does not come to that.
 */
export const signInAs =
  (name: string) =>
  async (url: string): Promise<string | null> => {
    const cookies = new Map<string, string>();
    const browse = async (to: string, init: RequestInit = {}): Promise<string | null> => {
      const cookie = [...cookies].map(([key, value]) => `${key}=${value}`).join('; ');
      const answer = await fetch(to, { redirect: 'manual', ...init, headers: { cookie } });
      for (const line of answer.headers.getSetCookie()) {
        const [key = '', value = ''] = (line.split(';')[0] ?? '').split('=');
        cookies.set(key, value);
      }
      const location = answer.headers.get('location');
      return location && new URL(location, to).href;
    };
    let next = await browse(url);
    for (let step = 0; step < 8 && next?.startsWith('http'); step++)
      next = await browse(
        next,
        next.includes('/interaction/') ? { method: 'POST', body: new URLSearchParams({ name }) } : {},
      );
    return next?.startsWith('http') ? null : next;
  };
