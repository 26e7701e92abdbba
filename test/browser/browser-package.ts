import sparticuz from '@sparticuz/chromium';

/** Chromium from the npm package runs here; elsewhere the tests take the Chrome that is installed. */
export const isBrowserPackaged = process.platform === 'linux' && process.arch === 'x64';

/**
 * Unpacks Chromium from the npm package, where it is not unpacked yet, and answers its path. Only one process may do so at a time: what it writes cannot
 * be started meanwhile, and whoever comes second takes it for whole.
 */
export const unpackBrowser = (): Promise<string> => sparticuz.executablePath();
