import type { Page } from 'playwright-core';
import type { Bench, Row } from '../bench.ts';
import { withBuiltPage } from '../built-page.ts';
import { inTurns } from '../figures.ts';
import type { ReadingPage } from './page.ts';

const COUNTS = [50, 300, 1000];
/** A frame of sixty a second. */
const FRAME_MS = 16;

/** How long Alice's browser takes to show messages of Bob's that it has not read before, from what Stream hands over to the verified text. */
export const bench: Bench = {
  name: 'reading',
  run: ({ quick, say }) =>
    withBuiltPage(import.meta.dirname, async (browser, url) => {
      const page = await browser.newPage();
      await page.goto(url);
      const turns = quick ? 5 : 31;
      const rows: { time: Row; block: Row }[] = [];
      for (const count of COUNTS) {
        say(`reading ${count} messages, ${turns} times`);
        rows.push(await measure(page, count, turns));
      }
      return {
        tables: [
          {
            id: 'reading',
            title: 'Reading a page of messages in Chromium',
            unit: 'ms',
            how: `Messages of the usual size, as Stream hands them over, to the verified text; the session and the author's key are known. Floor: HMAC, AES and Ed25519 of WebCrypto for the same bytes and nothing else, all started together. Production build, ${turns} times in turns.`,
            rows: rows.map(({ time }) => time),
          },
          {
            id: 'reading-block',
            title: 'How long the page stands still meanwhile',
            unit: 'ms',
            how: `The longest time between two turns of the event loop during the same work, ${turns} times.`,
            rows: rows.map(({ block }) => block),
          },
        ],
      };
    }),
};

const measure = async (page: Page, count: number, turns: number): Promise<{ time: Row; block: Row }> => {
  const run = (what: keyof ReadingPage) => () =>
    page.evaluate(([name, some]) => (window as unknown as { page: ReadingPage }).page[name](some), [
      what,
      count,
    ] as const);
  const { value, floor, block } = await inTurns(turns, {
    value: run('value'),
    floor: run('floor'),
    block: run('block'),
  });
  const name = `${count} messages`;
  return {
    time: { name, value, floor, goals: [{ of: 'overFloor', atMost: 3 }] },
    block: { name, value: block, goals: [{ of: 'value', atMost: FRAME_MS }] },
  };
};
