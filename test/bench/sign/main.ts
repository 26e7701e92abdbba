import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, preview } from 'vite';
import { takeNoOptions } from '../../../toolchain/command-line.mjs';
import { launchBrowser } from '../../browser/launch-browser.ts';
import { type Figures, measure } from './bench.ts';

takeNoOptions(`npm run bench:sign
  What a signature costs in Node and in Chromium, by WebCrypto and in JavaScript, and how long the screen
  stands still while a page of 300 messages is verified.`);

const inChromium = async (): Promise<Awaited<ReturnType<typeof measure>>> => {
  const outDir = await mkdtemp(join(tmpdir(), 'signatures-'));
  const shared = { root: import.meta.dirname, logLevel: 'error', configFile: false } as const;
  const input = join(import.meta.dirname, 'page.html');
  await build({ ...shared, build: { outDir, emptyOutDir: true, rollupOptions: { input } } });
  const server = await preview({
    ...shared,
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0 },
  });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.resolvedUrls?.local[0] ?? ''}page.html`);
    await page.waitForFunction(() => 'measure' in window);
    return await page.evaluate(() => (window as unknown as { measure: typeof measure }).measure());
  } finally {
    await browser.close();
    await server.close();
    await rm(outDir, { recursive: true });
  }
};

const WIDTHS = [22, 8, 8, 12, 14];
const row = (columns: readonly string[]): string =>
  columns.map((one, at) => (at === 0 ? one.padEnd(WIDTHS[at] ?? 0) : one.padStart(WIDTHS[at] ?? 0))).join('');
const figures = (name: string, { sign, verify, page, standstill }: Figures): string =>
  row([name, sign.toFixed(2), verify.toFixed(2), String(Math.round(page)), standstill.toFixed(0)]);

console.log('Milliseconds');
console.log(row(['', 'sign', 'verify', '300 verified', 'standstill']));
for (const [where, { webCrypto, javaScript }] of [
  ['Node', await measure()],
  ['Chromium', await inChromium()],
] as const) {
  console.log(figures(`${where}, WebCrypto`, webCrypto));
  console.log(figures(`${where}, JavaScript`, javaScript));
}
