import { buildWeb } from '../../../local/web/build-web.ts';
import { BUDGETS_KB, type Load, loadsOf, measureWeb } from '../../../local/web/measure-web.ts';
import type { Bench, Row } from '../bench.ts';
import { exactly } from '../figures.ts';

const NAMES: Record<Load['until'], string> = {
  'sign-in': 'until the sign-in screen',
  chat: 'until the chat, with both SDKs',
};

const rowOf = ({ until, kilobytes }: Load): Row => ({
  name: NAMES[until],
  value: exactly(kilobytes),
  goals: [{ of: 'value', atMost: BUDGETS_KB[until] }],
});

/** What a first visit of the web app loads. */
export const bench: Bench = {
  name: 'first-load',
  run: async ({ say }) => {
    say('building the web app');
    const { webDir } = await buildWeb();
    return {
      tables: [
        {
          id: 'first-load',
          title: 'First load of the web app',
          unit: 'KB',
          how: "The app's own JavaScript in the built app, each file compressed by gzip: until the sign-in screen, and from there until the list of conversations is shown. An opened conversation is fetched when the list stands, and windows that a click opens later still.",
          rows: loadsOf(measureWeb(webDir)).map(rowOf),
        },
      ],
    };
  },
};
