import type { Bench, Row } from '../bench.ts';
import { withBuiltPage } from '../built-page.ts';
import { inTurns } from '../figures.ts';
import type { SigningPage } from './page.ts';
import { openSigning, type Signing } from './signing.ts';

/** What a signature costs in Node and in Chromium, by WebCrypto and in JavaScript, and how long the screen stands still while a page of 300 messages is verified. */
export const bench: Bench = {
  name: 'sign',
  run: ({ quick, say }) =>
    withBuiltPage(import.meta.dirname, async (browser, url) => {
      const page = await browser.newPage();
      await page.goto(url);
      const here = await openSigning();
      const inNode: SigningPage = (way, what) => here[way][what]();
      const inChromium: SigningPage = (...asked) =>
        page.evaluate(
          ([way, what]) => (window as unknown as { signing: SigningPage }).signing(way, what),
          asked,
        );
      const turns = quick ? 3 : 21;
      const row = async (name: string, signing: SigningPage, what: keyof Signing): Promise<Row> => {
        say(`${name}, ${turns} times`);
        const { value, alternative } = await inTurns(turns, {
          value: () => signing('webCrypto', what),
          alternative: () => signing('javaScript', what),
        });
        return { name, value, alternative };
      };
      const how = `By WebCrypto; the alternative is @noble/curves in JavaScript, for platforms without. ${turns} times in turns.`;
      const times = [
        await row('sign, Node', inNode, 'sign'),
        await row('verify, Node', inNode, 'verify'),
        await row('sign, Chromium', inChromium, 'sign'),
        await row('verify, Chromium', inChromium, 'verify'),
        await row('verify 300, Chromium', inChromium, 'page'),
      ];
      const block = await row('verify 300, Chromium', inChromium, 'block');
      return {
        tables: [
          { id: 'sign', title: 'A signature of a message of 768 bytes', unit: 'ms', how, rows: times },
          {
            id: 'sign-block',
            title: 'How long a page stands still while it verifies signatures',
            unit: 'ms',
            how: `The longest time between two turns of the event loop. ${how}`,
            rows: [block],
          },
        ],
      };
    }),
};
