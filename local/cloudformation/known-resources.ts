import { renameSync, writeFileSync } from 'node:fs';
import { parseJsonObject, readStateFile } from '../platform/state-file.ts';
import type { KnownResources } from './custom-resources.ts';

/** Reads what was deployed at the last start; nothing when there was none. */
export const readKnownResources = (file: string): KnownResources =>
  readStateFile(file, parseJsonObject<KnownResources>) ?? {};

export const writeKnownResources = (file: string, known: KnownResources): void => {
  writeFileSync(`${file}.new`, JSON.stringify(known, null, 2));
  renameSync(`${file}.new`, file);
};
