import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Hono } from 'hono';
import { type Listening, serve } from '../../local/platform/serve.ts';
import { launchBrowser } from '../browser/launch-browser.ts';
import { type Journey, startJourney } from '../journey/journey-stack.ts';
import { layOut, makeApp, PACKAGE } from './lay-out.ts';
import { run } from './run.ts';
import { CONFIGS, typeCheck } from './type-check.ts';

const TSC = resolve('node_modules/typescript/bin/tsc');
const VITE = resolve('node_modules/vite/bin/vite.js');
const ESBUILD = resolve('node_modules/esbuild/bin/esbuild');

/** Two people set up and talk in one page. */
const PAGE_MS = 60_000;
const TEST_MS = 90_000;

const OWN_MAKER = `
import createSdk from '@seald-io/sdk';
import createPlugin from '@seald-io/sdk-plugin-ssks-2mr';
import type { CreateSealdSdk } from '${PACKAGE}';

export const ownMaker: CreateSealdSdk = (sealdId) => {
  const plugins = [createPlugin('https://ssks.example.com/')];
  const sdk = createSdk({ appId: 'app', apiURL: 'https://api.example.com/', databasePath: sealdId, plugins });
  sdk.setLogLevel('none');
  return sdk;
};
`;

/** What the docs install besides. */
const ALSO = ['oidc-client-ts', 'react', '@types/react'];

let app: string;
let site: Listening;
let journey: Journey;

beforeAll(async () => {
  app = makeApp();
  mkdirSync(join(app, 'dist')); // a server wants to see its folder at once
  site = await serve(new Hono().get('*', serveStatic({ root: join(app, 'dist') })), 0);
  [journey] = await Promise.all([startJourney({ origins: [site.url] }), layOut(app, ALSO)]);
}, TEST_MS);
afterAll(async () => {
  await Promise.all([journey.close(), site.close()]);
  rmSync(app, { recursive: true });
});

const runCode = (code: string) => run(app, process.execPath, ['--input-type=module', '--eval', code]);

it('the example is an app of 30 lines, with one import', () => {
  const lines = readFileSync(join(app, 'chat.ts'), 'utf8').trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(30);
  expect(lines.filter((line) => line.startsWith('import'))).toHaveLength(1);
});

describe('TypeScript', () => {
  it.each(['vite', 'strict'] as const)('finds no fault under the options of an app: %s', (config) => {
    expect(
      typeCheck(app, TSC, CONFIGS[config], ['page.ts', 'main.ts', 'talk.ts', 'conversation.tsx']),
    ).toEqual([]);
  });

  it('has types for an app that makes Seald’s SDK itself, and they agree with the vendor’s', () => {
    writeFileSync(join(app, 'own-maker.ts'), OWN_MAKER);
    const types = [`${PACKAGE}/seald-types`];
    expect(typeCheck(app, TSC, { ...CONFIGS.strict, types }, ['own-maker.ts'])).toEqual([]);
    const vendors = { ...CONFIGS.vite, customConditions: ['node'] };
    // The vendor's type of the SDK knows nothing of what the plug-in adds.
    const [returned, ...others] = typeCheck(app, TSC, vendors, ['own-maker.ts']);
    expect(returned).toContain("'(sealdId: string) => SealdSDK' is not assignable");
    expect(others).toEqual([]);
  });
});

describe('Node', () => {
  it(
    'runs the example as plain modules',
    async () => {
      expect(typeCheck(app, TSC, CONFIGS.node, ['two-people.ts'])).toEqual([]);
      const stack = `${journey.stack.web}/stack.json`;
      expect(await run(app, process.execPath, ['node.mjs'], { STACK: stack })).toMatch(
        /^Bob reads: Hello, Bob\nThey compare: \d{60}\n$/,
      );
      const { streamService } = journey.stack;
      const stored = streamService.listChannels().flatMap(({ cid }) => streamService.listMessages(cid));
      expect(stored.length).toBeGreaterThan(0);
      for (const { text } of stored) expect(text).not.toContain('Hello');
    },
    TEST_MS,
  );

  it('finds what the package offers and nothing inside it', async () => {
    const inside = `${PACKAGE}/dist/client-example/secure-chat/src/index.js`;
    const code = `import('${inside}').catch(({ code }) => console.log(code))`;
    expect(await runCode(code)).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED\n');
  });
});

describe('bundlers', () => {
  it('leave out what an app does not use', async () => {
    const args = [ESBUILD, 'errors-only.ts', '--bundle', '--format=esm', '--log-level=error'];
    const bundle = await run(app, process.execPath, args);
    expect(bundle).toContain('NO_ACCESS');
    expect(bundle.length).toBeLessThan(10_000);
  });

  it(
    'make a page that runs, without a setting of their own (Vite)',
    async () => {
      await run(app, process.execPath, [VITE, 'build', '--logLevel', 'error']);
      const browser = await launchBrowser();
      try {
        const page = await browser.newPage();
        const thrown: Error[] = [];
        page.on('pageerror', (error) => thrown.push(error));
        const stack = encodeURIComponent(`${journey.stack.web}/stack.json`);
        await page.goto(`${site.url}/index.html?stack=${stack}`);
        await page.getByText('Bob reads: Hello, Bob', { exact: true }).waitFor({ timeout: PAGE_MS });
        expect(thrown).toEqual([]);
      } finally {
        await browser.close();
      }
    },
    TEST_MS,
  );
});
