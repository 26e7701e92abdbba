import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Hono } from 'hono';
import { serve } from '../../local/platform/serve.ts';

const PAGE = readFileSync(join(import.meta.dirname, 'other-app.html'), 'utf8');
const OIDC_CLIENT = join(
  dirname(createRequire(import.meta.url).resolve('oidc-client-ts/package.json')),
  'dist/browser/oidc-client-ts.min.js',
);

/** Another team's app, which knows of the stack its front door only. The same page is shown at two origins. */
export type OtherApp = {
  /** `http://localhost:<port>` and `http://127.0.0.1:<port>`: two origins for a browser. */
  origins: { named: string; unnamed: string };
  /** Says where the front door is; before that the page leads nowhere. */
  useStack: (web: string) => void;
  close: () => Promise<void>;
};

/** Serves the app's page at every path, on a free port. */
export const startOtherApp = async (): Promise<OtherApp> => {
  let stack = '';
  const app = new Hono();
  app.get('/oidc-client-ts.js', (context) =>
    context.body(readFileSync(OIDC_CLIENT, 'utf8'), 200, { 'content-type': 'text/javascript' }),
  );
  app.get('*', (context) => context.html(PAGE.replace('STACK', stack)));
  const { url, close } = await serve(app, 0);
  return {
    origins: { named: url.replace('127.0.0.1', 'localhost'), unnamed: url },
    useStack: (web) => {
      stack = web;
    },
    close,
  };
};
