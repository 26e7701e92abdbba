import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.png': 'image/png',
  '.json': 'application/json',
};
const OTHER = 'application/octet-stream';
/** Vite puts the hash of a file's content into the names here, so they never change. */
const HASHED = '/assets/';

export type WebFile = { body: Uint8Array<ArrayBuffer>; headers: Record<string, string> };

/** The files of a built web app by their path from the root, `/` for the page itself. */
export const readWebFiles = (webDir: string): ReadonlyMap<string, WebFile> => {
  const files = readdirSync(webDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !relative(webDir, file).startsWith('.'));
  return new Map(files.map((file) => [pathOf(webDir, file), webFile(pathOf(webDir, file), file)]));
};

const pathOf = (webDir: string, file: string): string => {
  const path = `/${relative(webDir, file).split(sep).join('/')}`;
  return path === '/index.html' ? '/' : path;
};

const webFile = (path: string, file: string): WebFile => ({
  body: new Uint8Array(readFileSync(file)),
  headers: {
    'content-type': TYPES[extname(file)] ?? OTHER,
    'x-content-type-options': 'nosniff',
    'cache-control': path.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache',
  },
});
