import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseJsonObject, readStateFile } from '../platform/state-file.ts';
import { makeSecrets } from './local-secrets.ts';

export type SecretStore = {
  /** The value of each secret by its name, as text. */
  values: ReadonlyMap<string, string>;
  put: (name: string, value: string) => void;
};

/** Opens the file of secrets, readable by its owner only; the first time it makes them. Throws `DamagedStateError`. */
export const openSecretStore = (file: string): SecretStore => {
  const found = readValues(file);
  const values =
    found ?? new Map(Object.entries(makeSecrets()).map(([name, value]) => [name, JSON.stringify(value)]));
  const write = () => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(values), null, 2), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  if (!found) write();
  const put = (name: string, value: string) => {
    values.set(name, value);
    write();
  };
  return { values, put };
};

const readValues = (file: string): Map<string, string> | undefined => {
  const found = readStateFile(file, parseJsonObject<Record<string, string>>);
  return found && new Map(Object.entries(found));
};
