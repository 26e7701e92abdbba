import type { commands as appCommands } from './app';
import type { commands as benchCommands } from './bench';
import type { commands as naiveCommands } from './naive';

declare const global: { __commands: object; crypto: unknown };

type Loading = {
  loadApp: () => void;
  loadNaive: (random: 'none' | 'Math.random') => void;
  loadBench: () => void;
};
export type AppCommands = Loading & typeof appCommands;
export type NaiveCommands = Loading & typeof naiveCommands;
export type BenchCommands = Loading & typeof benchCommands;

const byMathRandom = <T extends Uint8Array>(into: T): T => {
  for (let at = 0; at < into.length; at++) into[at] = Math.random() * 256;
  return into;
};

// Which app is loaded is decided here, before any is: each makes its own random numbers.
const loading: Loading = {
  loadApp: () => void Object.assign(global.__commands, require('./app').commands),
  loadNaive: (random) => {
    if (random === 'Math.random') global.crypto = { getRandomValues: byMathRandom };
    Object.assign(global.__commands, require('./naive').commands);
  },
  loadBench: () => void Object.assign(global.__commands, require('./bench').commands),
};
global.__commands = loading;
