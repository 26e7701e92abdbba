/** Just enough of a browser: it follows redirects by hand and keeps cookies. `ask` is the `fetch` it has. */
export const openBrowser = (ask = fetch) => {
  const cookies = new Map<string, string>();
  return async (url: string, init: RequestInit = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await ask(url, { redirect: 'manual', ...init, headers: { ...init.headers, cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]?.split('=') ?? [];
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    return {
      status: answer.status,
      headers: answer.headers,
      text: await answer.text(),
      next: location ? new URL(location, url).href : '',
    };
  };
};

export type Browser = ReturnType<typeof openBrowser>;

/** Posts the form of a page of the issuer's whose script does so in a browser; answers where that leads. */
export const submitForm = async (browse: Browser, issuer: string, html: string): Promise<string> => {
  const action = /action="([^"]*)"/.exec(html)?.[1] ?? '';
  const fields = html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g);
  const body = new URLSearchParams([...fields].map(([, name = '', value = '']) => [name, value]));
  return (await browse(new URL(action, issuer).href, { method: 'POST', body })).next;
};
