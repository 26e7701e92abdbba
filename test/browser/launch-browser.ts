import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';
import { LOOPBACK } from '../../local/platform/serve.ts';
import { isBrowserPackaged, unpackBrowser } from './browser-package.ts';

/** Flags of the package that would hide faults: no same-origin rule, mixed content, everything in one process. */
const HIDING =
  /^--(disable-web-security|allow-running-insecure-content|disable-site-isolation-trials|single-process|no-zygote)/;

/** Flags of the package that emulate a graphics card: it took two thirds of the processor time of all pages here. */
const DRAWING = /^--(in-process-gpu|use-gl|use-angle|enable-unsafe-swiftshader|ignore-gpu-blocklist)/;

/** Nothing but these addresses of this machine is reached: not by the pages, and not by the browser on its own account. */
const onThisMachine = (addresses: readonly string[]): string[] => [
  '--no-proxy-server',
  `--host-resolver-rules=${['MAP * ~NOTFOUND', ...addresses.map((name) => `EXCLUDE ${name}`)].join(', ')}`,
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-features=Translate,OptimizationHints,MediaRouter',
];

/**
 * Starts Chromium from the npm package, which runs on Linux x64 without a download; elsewhere the Chrome that is installed.
 * It reaches 127.0.0.1, and the address that a stack is opened to. Throws when there is neither, and says what to do.
 */
export const launchBrowser = async (openTo = LOOPBACK): Promise<Browser> => {
  const here = onThisMachine([LOOPBACK, 'localhost', openTo]);
  const options: LaunchOptions = isBrowserPackaged
    ? { executablePath: await unpackBrowser(), args: [...packageArgs(), ...here] }
    : { channel: 'chrome', args: here };
  try {
    return await chromium.launch(options);
  } catch (cause) {
    const remedy = isBrowserPackaged
      ? 'Chromium from @sparticuz/chromium did not start; it needs the libraries nss and nspr.'
      : 'These tests need Google Chrome: install it, or run them on Linux x64, where npm brings a browser.';
    throw new Error(remedy, { cause });
  }
};

const packageArgs = (): string[] => [
  ...sparticuz.args.filter((arg) => !HIDING.test(arg) && !DRAWING.test(arg)),
  '--disable-gpu',
];
