/** All benches, by the folder of each: first what people wait for, then what it costs, then how it grows. */
export const BENCHES = [
  'cold-start',
  'hook',
  'warm',
  'reading',
  'send',
  'returning',
  'members',
  'first-load',
  'npm-start',
  'list',
  'sign',
  'alternative',
  'pairs',
  'simulation',
] as const;

/** What a quick run takes: all but the one whose page alone takes long to build. */
export const QUICK_BENCHES = BENCHES.filter((name) => name !== 'list');
