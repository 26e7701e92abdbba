import { withStandIn } from '../platform/stand-in.ts';

/** The SDK greets while it is made, before anybody can turn its logging off. What others say meanwhile is said. */
export const withoutGreeting = <Made>(make: () => Made): Made => {
  const othersOnly =
    (log: typeof console.log) =>
    (...words: unknown[]) => {
      if (!/\bseald-sdk\b/.test(String(words[0]))) log(...words);
    };
  return withStandIn(console, 'log', othersOnly, make);
};
