import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { build, preview } from 'vite';
import { launchBrowser } from '../browser/launch-browser.ts';

/** Builds `page.html` of a folder for production and opens Chromium for it; both are gone when `work` has ended. `url`: of the page. */
export const withBuiltPage = async <Result>(
  folder: string,
  work: (browser: Browser, url: string) => Promise<Result>,
): Promise<Result> => {
  const outDir = await mkdtemp(join(tmpdir(), 'bench-page-'));
  const shared = { root: folder, logLevel: 'error', configFile: false } as const;
  const rollupOptions = { input: join(folder, 'page.html') };
  try {
    await build({
      ...shared,
      define: { global: 'globalThis' }, // Node's name, used in libraries under the Seald SDK
      build: { outDir, emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 5000, rollupOptions },
    });
    const server = await preview({
      ...shared,
      build: { outDir },
      preview: { host: '127.0.0.1', port: 0 },
    });
    const browser = await launchBrowser();
    try {
      return await work(browser, `${server.resolvedUrls?.local[0] ?? ''}page.html`);
    } finally {
      await browser.close();
      await server.close();
    }
  } finally {
    await rm(outDir, { recursive: true });
  }
};
