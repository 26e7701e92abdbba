import { describe, expect, it } from '@jest/globals';
import type * as z from 'zod/mini';
import { checkFor, checkSecret } from '../../../operations/secrets/check-secret.ts';
import { askedFields } from '../../../operations/secrets/fields.ts';
import { fillSecrets } from '../../../operations/secrets/fill-secrets.ts';
import { askingSource } from '../../../operations/secrets/source.ts';
import { type SecretName, secretShapes } from '../../../shared/secrets.ts';
import { sealdSecret } from '../../support/secrets.ts';

const memoryStore = () => {
  const values = new Map<SecretName, string>();
  return {
    values,
    read: async (name: SecretName) => values.get(name) ?? null,
    write: async (name: SecretName, value: unknown) => void values.set(name, JSON.stringify(value)),
  };
};

const answering = (answers: string[]) => {
  const [asked, said]: [string[], string[]] = [[], []];
  const source = askingSource(
    async (question) => {
      asked.push(question);
      const answer = answers.shift();
      if (answer === undefined) throw new Error(`asked too often: ${question}`);
      return answer;
    },
    (line) => void said.push(line),
  );
  return { asked, said, source };
};

const { appId, jwtSecretId, jwtSecret } = sealdSecret;
const options = { only: [], check: checkFor('signupJwt'), now: new Date('2026-11-22T10:00:00.000Z') };

describe('filling at a terminal', () => {
  it('asks once for each thing, and makes the keys that are ours', async () => {
    const store = memoryStore();
    const { asked, source } = answering([
      'key',
      'api-secret',
      appId,
      jwtSecretId,
      jwtSecret,
      '',
      '',
      'ssks-key',
    ]);
    const filled = await fillSecrets(store, source, options);
    expect(filled).toEqual({
      written: ['stream', 'seald', 'ssks', 'sealing', 'pepper', 'logs', 'moderation'],
      missing: [],
    });
    expect(asked).toHaveLength(8);
    expect(JSON.parse(store.values.get('ssks') ?? '')).toEqual({ appId, apiKey: 'ssks-key' });
    expect(JSON.parse(store.values.get('sealing') ?? '').currentKid).toMatch(/^2026-11-22-[0-9a-f]{6}$/);
    for (const [name, text] of store.values) expect(checkSecret(name, JSON.parse(text)).problems).toEqual([]);
  });

  it('asks again for what is not of its shape, naming the problem and not the value', async () => {
    const store = memoryStore();
    const { said, source } = answering(['', 'hunter2', 'key', 'api-secret']);
    await fillSecrets(store, source, { ...options, only: ['stream'] });
    expect(said.join()).toContain('stream.apiKey: ');
    expect(said.join()).not.toContain('hunter2');
    expect([...store.values.keys()]).toEqual(['stream']);
  });

  it('wants a validation key where the stage gives out user licence tokens, also of a secret that is there', async () => {
    const store = memoryStore();
    await store.write('seald', { appId, jwtSecretId, jwtSecret });
    const { validationKeyId = '', validationKey = '' } = sealdSecret;
    const without = [appId, jwtSecretId, jwtSecret, '', ''];
    const whole = [appId, jwtSecretId, jwtSecret, validationKeyId, validationKey];
    const { said, source } = answering(['key', 'api-secret', ...without, ...whole, 'ssks-key']);
    await fillSecrets(store, source, { ...options, check: checkFor('userLicenseToken') });
    expect(said.join()).toContain('user licence tokens');
    expect(JSON.parse(store.values.get('seald') ?? '')).toEqual(sealdSecret);
  });

  it('says what was written when a later write fails, and fills the rest the next time', async () => {
    const store = memoryStore();
    const failing = {
      ...store,
      write: async (name: SecretName, value: unknown) => {
        if (name === 'ssks') throw new Error('ssks could not be written');
        await store.write(name, value);
      },
    };
    const first = answering(['key', 'api-secret', appId, jwtSecretId, jwtSecret, '', '', 'ssks-key']);
    await expect(fillSecrets(failing, first.source, options)).rejects.toThrow(
      'ssks could not be written\nWritten before that: stream, seald.',
    );
    const filled = await fillSecrets(store, answering(['ssks-key']).source, options);
    expect(filled).toEqual({ written: ['ssks', 'sealing', 'pepper', 'logs', 'moderation'], missing: [] });
  });

  it('writes nothing when it is broken off half-way', async () => {
    const store = memoryStore();
    const source = askingSource(
      async (question) => {
        if (question.startsWith('Seald')) throw new Error('stopped');
        return 'x';
      },
      () => {},
    );
    await expect(fillSecrets(store, source, options)).rejects.toThrow('stopped');
    expect(store.values.size).toBe(0);
  });
});

it.each(Object.entries(askedFields))('%s: every field a person can know is asked for', (name, fields) => {
  const shape: Record<string, z.ZodMiniType> = secretShapes[name as keyof typeof askedFields]().shape;
  const known = Object.keys(shape).filter((field) => field !== 'previousApiSecret');
  expect(fields.map((field) => field.name)).toEqual(known);
  for (const field of fields)
    expect('isOptional' in field).toBe(shape[field.name]?.safeParse(undefined).success);
});
