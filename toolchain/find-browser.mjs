// @ts-check
import { join } from 'node:path';

/**
 * Where an installed Chrome is, as playwright-core looks for it.
 * @type {Readonly<Record<string, string[]>>}
 */
const CHROME = {
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
  linux: ['/opt/google/chrome/chrome'],
  win32: ['LOCALAPPDATA', 'PROGRAMFILES', 'PROGRAMFILES(X86)'].map((name) =>
    join(process.env[name] ?? '', 'Google', 'Chrome', 'Application', 'chrome.exe'),
  ),
};

/** What the packaged Chromium takes from the system, and where Linuxes keep it. */
const LIBRARIES = ['libnss3.so', 'libnspr4.so'];
const LIBRARY_FOLDERS = [
  '/usr/lib/x86_64-linux-gnu',
  '/lib/x86_64-linux-gnu',
  '/usr/lib64',
  '/lib64',
  '/usr/lib',
  '/lib',
];

/**
 * The browser of the browser tests: packaged on Linux x64, an installed Chrome elsewhere.
 * @param {Pick<import('./find-node.mjs').Machine, 'platform' | 'arch' | 'exists'>} machine
 * @returns {{ says: string, mend?: string }}
 */
export const findBrowser = ({ platform, arch, exists }) => {
  if (platform === 'linux' && arch === 'x64') {
    const lacking = LIBRARIES.filter((file) => !LIBRARY_FOLDERS.some((folder) => exists(join(folder, file))));
    if (lacking.length === 0) return { says: 'the packaged Chromium' };
    return {
      says: `${lacking.join(' and ')} not found`,
      mend: 'install NSS and NSPR (Debian: libnss3, libnspr4)',
    };
  }
  const places = CHROME[platform] ?? [];
  if (places.some(exists)) return { says: 'the installed Chrome' };
  return { says: 'no Google Chrome', mend: 'install Google Chrome; only the browser tests need it' };
};
