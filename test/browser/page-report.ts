import type { ConsoleMessage, Page } from 'playwright-core';

const MOST_LINES = 120;
const MOST_CONSOLE = 20;

/** Watches a page from its opening, to be able to tell what it showed when a test fails. */
export type PageWatch = {
  title: string;
  page: Page;
  /** Errors that the page threw and nothing caught. */
  uncaught: string[];
  /** Errors and warnings on its console, newest last. */
  console: string[];
};

export const watchPage = (title: string, page: Page): PageWatch => {
  const watch: PageWatch = { title, page, uncaught: [], console: [] };
  page.on('pageerror', (error) => watch.uncaught.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (isTrouble(message)) watch.console.push(describe(message));
  });
  return watch;
};

const describe = (message: ConsoleMessage) =>
  `${message.type()}: ${message.text().slice(0, 300)} (${message.location().url})`;

const isTrouble = (message: ConsoleMessage) => ['error', 'warning'].includes(message.type());

/**
 * Runs the work of a test; when it fails, the error tells what each page showed: address, roles and names as a screen
 * reader finds them, uncaught errors and the console.
 */
export const tellingPages = async <Result>(
  watches: readonly PageWatch[],
  work: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    const open = watches.filter(({ page }) => !page.isClosed());
    const reports = await Promise.all(open.map(describePage));
    if (error instanceof Error) {
      error.message = [error.message, ...reports].join('\n\n');
      error.stack = `${error.name}: ${error.message}\n${error.stack?.split('\n').filter(isFrame).join('\n')}`;
    }
    throw error;
  }
};

const isFrame = (line: string) => /^\s+at /.test(line);

/** A list of all countries would push out everything else. */
const isOtherCountry = (line: string) => /- option "[^"]* \(\+\d+\)"$/.test(line);

const describePage = async ({ title, page, uncaught, console }: PageWatch): Promise<string> => {
  const shown = await page
    .locator('body')
    .ariaSnapshot({ timeout: 2_000 })
    .catch((error: Error) => `(could not be read: ${error.message.split('\n')[0]})`);
  const lines = shown.split('\n').filter((line) => !isOtherCountry(line));
  const more = lines.length > MOST_LINES ? [`(${lines.length - MOST_LINES} more lines)`] : [];
  return [
    `=== ${title} showed ${page.url()}`,
    ...lines.slice(0, MOST_LINES),
    ...more,
    ...uncaught.map((error) => `uncaught: ${error}`),
    ...console.slice(-MOST_CONSOLE),
  ].join('\n');
};

/** Errors on consoles, also those which a browser writes by itself for each answer with a status of 400 or more. */
export const redLines = (lines: readonly string[]): string[] =>
  lines.filter((line) => line.startsWith('error'));
