import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { readStageConfig } from '../../infra/stage-config.ts';
import { buildStageSchema } from '../../infra/stage-schema/build-stage-schema.ts';

const infra = join(import.meta.dirname, '../../infra');
const readJson = (file: string) => JSON.parse(readFileSync(join(infra, file), 'utf8'));
const checkedIn = readJson('stage.schema.json');
const example = readJson('stages/example.json');

/** A reader of the checked-in file that knows nothing of ours, as an editor is one. */
const editor = z.fromJSONSchema(checkedIn);
const isTaken = (changes: object) => editor.safeParse({ ...example, ...changes }).success;

describe('the JSON schema of stage files', () => {
  it('is the one that the zod schema makes: npm run stage-schema', () => {
    expect(checkedIn).toEqual(JSON.parse(JSON.stringify(buildStageSchema())));
  });

  it('says of every setting what it is', () => {
    const properties = Object.entries(checkedIn.properties as Record<string, { description?: string }>);
    expect(properties.length).toBeGreaterThan(20);
    expect(properties.filter(([, { description }]) => !description).map(([name]) => name)).toEqual([]);
  });

  it.each(['example', 'local'])(
    'is named by %s.json, takes it, and is no part of what is read from it',
    (name) => {
      const file = readJson(`stages/${name}.json`);
      expect(file.$schema).toBe('../stage.schema.json');
      expect(editor.safeParse(file).error).toBeUndefined();
      expect(readStageConfig(name)).not.toHaveProperty('$schema');
    },
  );

  it.each([
    ['a name that no setting has', { stages: 'x' }],
    ['a word where a number goes', { logRetentionDays: 'month' }],
    ['a number that is not among those', { logRetentionDays: 31 }],
    [
      'a provider that is half of each kind',
      { identityProvider: { issuer: 'https://a.example', cognito: {} } },
    ],
    ['a stage in capitals', { stage: 'PROD' }],
    ['a wrong name further down', { alarms: { mails: [] } }],
  ])('refuses %s', (_, changes) => {
    expect(isTaken(changes)).toBe(false);
  });

  it('takes either kind of identity provider', () => {
    const cognito = { domainPrefix: 'chat', callbackUrls: ['https://chat.example.com/'] };
    expect(isTaken({ identityProvider: { cognito } })).toBe(true);
  });
});
