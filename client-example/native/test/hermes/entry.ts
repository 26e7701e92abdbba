import { startApp } from './app';

declare const globalThis: { __commands: object };

// Which of the two is loaded is decided here, before either: each makes its own random numbers.
globalThis.__commands = {
  app: () => startApp(),
};
