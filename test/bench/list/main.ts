import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { build, preview } from 'vite';
import { takeNoOptions } from '../../../toolchain/command-line.mjs';
import { launchBrowser } from '../../browser/launch-browser.ts';

takeNoOptions(`npm run bench:list
  How long the screen stands still when a message is sent, and when one comes, with so many loaded: in the
  vendor's plain list and in the one that draws only what is in sight. Chromium, production build, no server.`);

const COUNTS = [0, 200, 600, 1000];
const TIMES = 5;
/** Longer than a message takes to be drawn, also where that is slow. */
const SETTLED_MS = 1_500;

type List = 'plain' | 'virtual';

/** The longest time between two turns of the page while this is done, and until it has settled; in milliseconds. */
const longest = async (page: Page, work: () => Promise<unknown>): Promise<number> => {
  await page.evaluate(() => {
    const watch = { longest: 0, last: performance.now() };
    const turn = () => {
      const now = performance.now();
      watch.longest = Math.max(watch.longest, now - watch.last);
      watch.last = now;
      channel.port2.postMessage(0);
    };
    const channel = new MessageChannel();
    channel.port1.onmessage = turn;
    channel.port2.postMessage(0);
    Object.assign(window, { watch });
  });
  await work();
  await page.waitForTimeout(SETTLED_MS);
  return page.evaluate(() => (window as unknown as { watch: { longest: number } }).watch.longest);
};

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

const measure = async (browser: Browser, url: string, list: List, count: number) => {
  const page = await browser.newPage({ viewport: { width: 900, height: 700 } });
  await page.goto(`${url}/page.html?list=${list}&count=${count}`);
  const composer = page.getByRole('textbox').first();
  await composer.waitFor();
  await page.waitForTimeout(SETTLED_MS);
  const [sending, receiving]: [number[], number[]] = [[], []];
  for (let time = 0; time < TIMES; time++) {
    await composer.fill(`Number ${time}`);
    sending.push(await longest(page, () => composer.press('Enter')));
    receiving.push(
      await longest(page, () =>
        page.evaluate(() => (window as unknown as { receive: () => void }).receive()),
      ),
    );
  }
  await page.close();
  return { send: Math.round(median(sending)), receive: Math.round(median(receiving)) };
};

const outDir = await mkdtemp(join(tmpdir(), 'long-lists-'));
const root = import.meta.dirname;
const input = join(root, 'page.html');
const shared = { root, logLevel: 'error', configFile: false } as const;
await build({
  ...shared,
  define: { global: 'globalThis' },
  build: { outDir, emptyOutDir: true, chunkSizeWarningLimit: 5000, rollupOptions: { input } },
});
const server = await preview({ ...shared, build: { outDir }, preview: { host: '127.0.0.1', port: 0 } });
const browser = await launchBrowser();
try {
  const url = server.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? '';
  console.log('Median of 5 of the longest standstill, ms');
  console.log('loaded   plain: send  receive   virtual: send  receive');
  for (const count of COUNTS) {
    const plain = await measure(browser, url, 'plain', count);
    const virtual = await measure(browser, url, 'virtual', count);
    const columns = [count, plain.send, plain.receive, virtual.send, virtual.receive];
    const widths = [6, 14, 9, 16, 9];
    console.log(columns.map((value, place) => String(value).padStart(widths[place] ?? 0)).join(''));
  }
} finally {
  await browser.close();
  await server.close();
  await rm(outDir, { recursive: true });
}
