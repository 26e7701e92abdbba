import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { readKnownResources } from '../../../local/cloudformation/known-resources.ts';
import { startDynamodb } from '../../../local/dynamodb/start-dynamodb.ts';
import { openSnapshot } from '../../../local/platform/snapshot.ts';
import { openSecretStore } from '../../../local/secrets-manager/secret-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'sealed-stream-state-'));
afterAll(() => rmSync(folder, { recursive: true }));

const readers = {
  'an emulator': (file: string) => openSnapshot(file, () => ({})),
  'the secrets': openSecretStore,
  'what was deployed': readKnownResources,
};

it.each(Object.entries(readers))('the damaged state of %s is named, and what to do', (name, read) => {
  const file = join(folder, name.replaceAll(' ', '-'));
  for (const damaged of ['', 'half a fi', 'null']) {
    writeFileSync(file, damaged);
    expect(() => read(file)).toThrow(file);
    expect(() => read(file)).toThrow('npm start -- --fresh');
  }
});

it('the damaged state of the tables is named likewise, before anybody waits for an answer', async () => {
  const stateDir = join(folder, 'tables');
  await (await startDynamodb({ port: 0, stateDir })).close();
  for (const name of readdirSync(stateDir))
    if (/^(MANIFEST|CURRENT)/.test(name)) writeFileSync(join(stateDir, name), 'half a fi');
  await expect(startDynamodb({ port: 0, stateDir })).rejects.toThrow(`${stateDir} cannot be read`);
});
