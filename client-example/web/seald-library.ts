import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** The vendor's two packages (0.25.0) as published for bundlers. Their browser forms bring their own copies of everything under them. */
const LIBRARIES: Record<string, string> = {
  '@seald-io/sdk': '@seald-io/sdk/browser-library',
  '@seald-io/sdk-plugin-ssks-2mr': '@seald-io/sdk-plugin-ssks-2mr/library',
};

/** What they want of Node, as packages for browsers; one `readable-stream` for all. */
const OF_NODE: Record<string, string> = {
  buffer: 'buffer/',
  events: 'events/',
  'readable-stream': 'readable-stream',
  stream: 'readable-stream',
  string_decoder: 'string_decoder/',
  util: 'util/',
};

/** Node's globals, for the modules that name them without declaring them. */
const GLOBALS: Record<string, string> = {
  Buffer: "var { Buffer } = require('buffer/');",
  process: "var process = require('process/browser');",
  setImmediate: 'var setImmediate = (work) => setTimeout(work, 0);',
};

/** Node's files and folders: the SDK uses them only where it is given the name of a file, which no browser can do. */
const NOT_IN_BROWSERS = new Set(['constants', 'crypto', 'fs', 'fs-jetpack', 'tar-fs']);
const NOTHING = '\0not-in-browsers';

/** Forge's RSA, AES, hashes and randomness: all that Seald's cryptography (`sscrypto`) uses. The rest is TLS, certificates and more. */
const FORGE_PARTS = ['aes', 'asn1', 'cipher', 'hmac', 'mgf', 'pss', 'random', 'rsa', 'sha1', 'sha256'];

/** Packages of which few names are used, by the names. */
const IN_PART: Record<string, string> = {
  bson: "export { deserialize, serialize } from 'bson/dist/bson.esm.js';",
  chalk: 'export default new Proxy({}, { get: () => (text) => text });',
  uuid: "export { v4 } from 'uuid';",
  jose: "export { SignJWT } from 'jose';",
  // The database makes a folder for each of its files; its storage in browsers makes none.
  path: "export const dirname = () => '';",
  'node-forge': [
    "module.exports = require('node-forge/lib/forge');",
    ...FORGE_PARTS.map((part) => `require('node-forge/lib/${part}');`),
  ].join('\n'),
};
const PART = '\0part-of:';
/** Who wants each part: where its package is found. */
const owners = new Map<string, string>();

/** Brings a `Buffer` of its own, its twin for other bundlers does not. */
const BSON = /bson\/dist\/bson\.browser\.esm\.js$/;

/** The packages that only Seald's are made with, and which therefore get what they want. */
const OF_SEALD =
  /node_modules\/(@seald-io|asn1\.js|bl|bn\.js|bson|duplexify|end-of-stream|follicle|fs-constants|localforage|node-forge|pump|pumpify|readable-stream|readable-stream-node-to-web|readable-web-to-node-stream|safe-buffer|safer-buffer|scrypt-js|sscrypto|string_decoder|tar-stream|util|uuid)\//;

/**
 * Takes Seald's SDK and its two-man-rule plug-in in their library forms, with one copy of each package under them and without the parts of
 * these that a browser never runs: a third less than the browser forms, and with the packages of our own lockfile.
 */
export const sealdAsLibrary = (): Plugin => ({
  name: 'seald-as-library',
  enforce: 'pre',
  resolveId(id, importer = '') {
    const library = LIBRARIES[id];
    if (library) return this.resolve(library, importer, { skipSelf: true });
    const owner = owners.get(importer);
    if (owner) return this.resolve(id, owner, { skipSelf: true });
    if (!OF_SEALD.test(importer)) return null;
    if (NOT_IN_BROWSERS.has(id)) return NOTHING;
    if (id in IN_PART) {
      owners.set(`${PART}${id}`, importer);
      return `${PART}${id}`;
    }
    const ofNode = OF_NODE[id];
    return ofNode ? this.resolve(ofNode, undefined, { skipSelf: true }) : null;
  },
  load(id) {
    if (BSON.test(id)) return readFileSync(id.replace('.browser', ''), 'utf8');
    if (id === NOTHING) return 'module.exports = {};';
    return id.startsWith(PART) ? IN_PART[id.slice(PART.length)] : null;
  },
  transform: (code, id) => (OF_SEALD.test(id) ? `${globalsFor(code)}${code}` : null),
});

const globalsFor = (code: string): string =>
  Object.entries(GLOBALS)
    .filter(([name]) => new RegExp(`\\b${name}\\b`).test(code))
    .filter(([name]) => !new RegExp(`\\b(?:const|import|let|var)\\b[^;=()\\n]*\\b${name}\\b`).test(code))
    .map(([, declaration]) => declaration)
    .join('');
