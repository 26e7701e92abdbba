import type { Plugin } from 'vite';

const PACKAGE = '@seald-io/sdk-plugin-ssks-2mr';
const SDK_PARTS = '@seald-io/sdk/lib/utils.js';
const OWN_PARTS = '\0seald-plugin-parts';

/** The two functions the plug-in takes from the SDK's library, as they are there (package `@seald-io/sdk` 0.25.0). */
const PARTS = `
import { Buffer } from 'buffer/';
export const encodePassword = (password) => Buffer.from(password.normalize('NFKC'), 'utf8');
export const validateBuffer = (value) => {
  if (!Buffer.isBuffer(value)) throw new Error('must be Buffer');
  return value;
};
`;

/**
 * Takes Seald's two-man-rule plug-in in its library form. Its browser form brings its own copy of everything under it, 45 KB
 * when compressed; as a library it needs two small functions and Node's `Buffer`.
 */
export const sealdPluginAsLibrary = (): Plugin => ({
  name: 'seald-plugin-as-library',
  enforce: 'pre',
  resolveId(id, importer) {
    if (id === PACKAGE) return this.resolve(`${PACKAGE}/library`, importer, { skipSelf: true });
    if (id === SDK_PARTS && importer?.includes(PACKAGE)) return OWN_PARTS;
    return null;
  },
  load: (id) => (id === OWN_PARTS ? PARTS : null),
  transform: (code, id) =>
    id.includes(`/${PACKAGE}/lib/`) ? `const { Buffer } = require('buffer/');\n${code}` : null,
});
