import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { type Stack, startStack } from '../../local/stack/start-stack.ts';
import { launchBrowser } from './launch-browser.ts';
import { type PageWatch, tellingPages, watchPage } from './page-report.ts';
import { makeSmallKeys } from './small-keys.ts';

/** A stack, a browser, and the devices opened on it. */
export type Stage = {
  stack: Stack;
  stateDir: string;
  /** Opens the app, or the page at `at`, on a device of its own: nothing is shared with other devices. */
  device: (title: string, options?: DeviceOptions) => Promise<Device>;
  /** Runs the work of a test; a failure then tells what all open pages showed. */
  telling: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Requests of any page to somewhere else than the stack, which the browser could not make. */
  strayRequests: string[];
  /** Errors that pages threw and nothing caught, of closed pages too. */
  uncaught: () => string[];
  /** Errors and warnings on the consoles of all pages. */
  consoles: () => string[];
  /** Ends the browser and the stack, and forgets their state unless told otherwise. */
  close: (options?: { keepState?: boolean }) => Promise<void>;
};

export type DeviceOptions = BrowserContextOptions & { at?: string };

/** One browser profile with the app open in it. */
export type Device = { context: BrowserContext; page: Page; close: () => Promise<void> };

export const DESKTOP = { width: 1280, height: 800 };
/** As narrow as phones are that people still use. */
export const PHONE = { width: 360, height: 780 };

const ACTION_TIMEOUT_MS = 15_000;

export type StageOptions = {
  /** Other apps on this machine. None unless told. */
  origins?: string[];
  /** Opens the stack to this address of this machine. */
  openTo?: string | undefined;
  /** Lets the first device make keys of the size the app asks for, which takes seconds: a test is about the way, not the strength. */
  withFullKeys?: boolean;
};

/** Starts a stack with the web app, on free ports and in a folder of its own, and a browser. */
export const startStage = async ({
  origins = [],
  openTo,
  withFullKeys = false,
}: StageOptions = {}): Promise<Stage> => {
  const stateDir = mkdtempSync(join(tmpdir(), 'sealed-stream-browser-'));
  const stack = await startStack({
    ...{ port: 0, stateDir, origins, openTo },
    ...{ recordWire: true, web: true, warmAll: false },
  });
  const browser = await launchBrowser(openTo).catch(async (error) => {
    await stack.close();
    throw error;
  });
  const watches: PageWatch[] = [];
  const strayRequests: string[] = [];
  return {
    stack,
    stateDir,
    strayRequests,
    device: (title, options) =>
      openDevice({ stack, origins, withFullKeys, browser, watches, strayRequests }, title, options),
    telling: (work) => tellingPages(watches, work),
    uncaught: () => watches.flatMap(({ title, uncaught }) => uncaught.map((error) => `${title}: ${error}`)),
    consoles: () => watches.flatMap(({ console }) => console),
    close: async ({ keepState = false } = {}) => {
      await browser.close();
      await stack.close();
      if (!keepState) rmSync(stateDir, { recursive: true, force: true });
    },
  };
};

type Opening = {
  stack: Stack;
  origins: string[];
  withFullKeys: boolean;
  browser: Browser;
  watches: PageWatch[];
  strayRequests: string[];
};

const openDevice = async (
  { stack, origins, withFullKeys, browser, watches, strayRequests }: Opening,
  title: string,
  { at = stack.webHere, ...options }: DeviceOptions = {},
): Promise<Device> => {
  const context = await browser.newContext({ viewport: DESKTOP, locale: 'en-US', ...options });
  context.setDefaultTimeout(ACTION_TIMEOUT_MS);
  const isFirst = watches.length === 0;
  if (!(withFullKeys && isFirst)) await context.addInitScript(makeSmallKeys);
  context.on('page', (page) => watches.push(watchPage(title, page)));
  context.on('request', (request) => {
    if (isStray(request.url(), stack, origins)) strayRequests.push(request.url());
  });
  const page = await context.newPage();
  await page.goto(at);
  return { context, page, close: () => context.close() };
};

/** Every server of the stack is on these addresses; nothing else may be asked, but other apps that were named. */
const isStray = (url: string, { web, webHere }: Stack, origins: string[]): boolean => {
  const { hostname, origin } = new URL(url);
  const own = [web, webHere].map((at) => new URL(at).hostname);
  return /^(https?|wss?):/.test(url) && !own.includes(hostname) && !origins.includes(origin);
};
