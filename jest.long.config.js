import shortTests from './jest.config.js';

/** What takes about half a minute and more, each: real browsers, people killed at each step, crowds, the long stories. */
export default { ...shortTests, testMatch: ['<rootDir>/test/**/*.long.test.ts'] };
