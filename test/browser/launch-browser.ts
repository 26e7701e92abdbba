import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';
import { isBrowserPackaged, unpackBrowser } from './browser-package.ts';

/** Flags of the package that would hide faults: no same-origin rule, mixed content, everything in one process. */
const HIDING =
  /^--(disable-web-security|allow-running-insecure-content|disable-site-isolation-trials|single-process|no-zygote)/;

/** Flags of the package that emulate a graphics card: it took two thirds of the processor time of all pages here. */
const DRAWING = /^--(in-process-gpu|use-gl|use-angle|enable-unsafe-swiftshader|ignore-gpu-blocklist)/;

/** Nothing but this machine is reached: not by the pages, and not by the browser on its own account. */
const ON_THIS_MACHINE = [
  '--no-proxy-server',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-features=Translate,OptimizationHints,MediaRouter',
];

/**
 * Starts Chromium from the npm package, which runs on Linux x64 without a download; elsewhere the Chrome that is installed.
 * Throws when there is neither, and says what to do.
 */
export const launchBrowser = async (): Promise<Browser> => {
  const options: LaunchOptions = isBrowserPackaged
    ? { executablePath: await unpackBrowser(), args: packageArgs() }
    : { channel: 'chrome', args: ON_THIS_MACHINE };
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
  ...ON_THIS_MACHINE,
];
