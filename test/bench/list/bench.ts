import type { Browser, Page } from 'playwright-core';
import type { Bench, Row } from '../bench.ts';
import { withBuiltPage } from '../built-page.ts';
import { inTurns } from '../figures.ts';
import type { ListPage } from './page.tsx';

/** Longer than a message takes to be drawn, also where that is slow. */
const SETTLED_MS = 1_500;

type List = 'plain' | 'virtual';
type What = 'send' | 'receive';

/** How long the screen stands still when a message is sent, and when one comes, with so many loaded: in the list that draws only what is in sight, and in the vendor's plain one. No server. */
export const bench: Bench = {
  name: 'list',
  run: ({ quick, say }) =>
    withBuiltPage(import.meta.dirname, async (browser, url) => {
      const turns = quick ? 1 : 3;
      const rows: Row[] = [];
      for (const count of quick ? [200] : [0, 200, 1_000])
        for (const what of ['send', 'receive'] as const) {
          say(`${what} with ${count} messages loaded, ${turns} times`);
          rows.push(await measure(browser, url, { count, what, turns }));
        }
      return {
        tables: [
          {
            id: 'list',
            title: 'How long the screen stands still for one message',
            unit: 'ms',
            how: `The longest time between two turns of the event loop while a message is sent or received, with so many loaded. The alternative is the vendor's list that draws all of them. Chromium, production build, ${turns} times in turns.`,
            rows,
          },
        ],
      };
    }),
};

type Measured = { count: number; what: What; turns: number };

const measure = async (browser: Browser, url: string, { count, what, turns }: Measured): Promise<Row> => {
  const [virtual, plain] = [
    await open(browser, url, 'virtual', count),
    await open(browser, url, 'plain', count),
  ];
  const { value, alternative } = await inTurns(turns, {
    value: () => standstill(virtual, what),
    alternative: () => standstill(plain, what),
  });
  await Promise.all([virtual.close(), plain.close()]);
  return { name: `${what}, ${count} loaded`, value, alternative };
};

const open = async (browser: Browser, url: string, list: List, count: number): Promise<Page> => {
  const page = await browser.newPage({ viewport: { width: 900, height: 700 } });
  await page.goto(`${url}?list=${list}&count=${count}`);
  await page.getByRole('textbox').first().waitFor();
  await page.waitForTimeout(SETTLED_MS);
  return page;
};

/** The longest time between two turns of the page while this is done, and until it has settled; in milliseconds. */
const standstill = async (page: Page, what: What): Promise<number> => {
  const composer = page.getByRole('textbox').first();
  if (what === 'send') await composer.fill('Number');
  const longest = page.evaluate(
    (ms) => (window as unknown as { list: ListPage }).list.longestBlock(ms),
    SETTLED_MS,
  );
  if (what === 'send') await composer.press('Enter');
  else await page.evaluate(() => (window as unknown as { list: ListPage }).list.receive());
  return longest;
};
