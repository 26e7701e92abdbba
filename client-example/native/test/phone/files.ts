import { createHash } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A phone's file system as expo-file-system asks for it, in this folder. `onPiece` is called with how many bytes are asked for at once. */
export const createFiles = (folder: string, onPiece: (bytes: number) => void) => {
  const uriOf = (name: string): string => {
    mkdirSync(join(folder, name), { recursive: true });
    return pathToFileURL(join(folder, name)).href;
  };
  const stat = (uri: string) => (existsSync(fileURLToPath(uri)) ? statSync(fileURLToPath(uri)) : null);
  const noted = <T extends string | Uint8Array>(content: T): T => {
    onPiece(content.length);
    return content;
  };
  return {
    'fs.folders': () => ({ document: uriOf('document'), cache: uriOf('cache') }),
    'fs.stat': (uri: string) => {
      const found = stat(uri);
      return found && { size: found.size };
    },
    'fs.type': () => 'application/octet-stream',
    'fs.create': (uri: string) => writeFileSync(fileURLToPath(uri), '', { flag: 'wx' }),
    'fs.mkdir': (uri: string, how: { intermediates?: boolean; idempotent?: boolean }) => {
      if (!how.idempotent && stat(uri)) throw new Error('it exists');
      mkdirSync(fileURLToPath(uri), { recursive: Boolean(how.intermediates || how.idempotent) });
    },
    'fs.delete': (uri: string) => rmSync(fileURLToPath(uri), { recursive: true }),
    'fs.list': (uri: string) =>
      readdirSync(fileURLToPath(uri), { withFileTypes: true }).map((entry) => ({
        isDirectory: entry.isDirectory(),
        uri: pathToFileURL(join(fileURLToPath(uri), entry.name)).href,
      })),
    'fs.read': (uri: string, start: number, length: number | null) => {
      const size = stat(uri)?.size ?? 0;
      const bytes = Buffer.alloc(Math.max(0, Math.min(length ?? size, size - start)));
      const file = openSync(fileURLToPath(uri), 'r');
      readSync(file, bytes, 0, bytes.length, start);
      closeSync(file);
      return new Uint8Array(noted(bytes));
    },
    'fs.write': (uri: string, content: string | Uint8Array) =>
      writeFileSync(fileURLToPath(uri), noted(content)),
    'fs.append': (uri: string, bytes: Uint8Array) => appendFileSync(fileURLToPath(uri), noted(bytes)),
    'fs.move': (from: string, to: string, { overwrite }: { overwrite?: boolean }) => {
      if (!overwrite && stat(to)) throw new Error('it exists');
      renameSync(fileURLToPath(from), fileURLToPath(to));
    },
    'fs.digest': (uri: string, algorithm: string) =>
      createHash(algorithm.replace('-', '').toLowerCase())
        .update(readFileSync(fileURLToPath(uri)))
        .digest('hex'),
  };
};
