import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { KnownResources } from './custom-resources.ts';

/** Reads what was deployed at the last start; nothing when there was none. */
export const readKnownResources = (file: string): KnownResources => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as KnownResources;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
};

export const writeKnownResources = (file: string, known: KnownResources): void => {
  writeFileSync(`${file}.new`, JSON.stringify(known, null, 2));
  renameSync(`${file}.new`, file);
};
