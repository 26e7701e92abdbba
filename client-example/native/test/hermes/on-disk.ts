import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Phone } from '../phone/phone.ts';

/** Paths of all files in a folder, and in those below it. */
export const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** All that a phone keeps outside of its keychain: names and contents of files, and AsyncStorage. */
export const keptOutsideKeychain = ({ folder, storage }: Phone): string[] => [
  ...filesIn(folder).flatMap((path) => [path, readFileSync(path, 'latin1')]),
  ...[...storage].flat(),
];

/** Whether bytes are in one of these texts, as they are, in hexadecimal or in base64. */
export const isFoundIn = (kept: readonly string[], bytes: Uint8Array): boolean => {
  const forms = [
    Buffer.from(bytes).toString('latin1'),
    Buffer.from(bytes).toString('hex'),
    ...base64Forms(bytes),
  ];
  return kept.some((text) => forms.some((form) => text.includes(form)));
};

/** How the bytes look inside longer base64, wherever they begin: the digits that they alone decide. */
const base64Forms = (bytes: Uint8Array): string[] =>
  [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    return whole.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((whole.length * 8) / 6));
  });
