import { randomBytes, randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { parseJson } from '../../shared/contract/parse-json.ts';
import { secretShapes } from '../../shared/secrets.ts';

/** Seald's emulator knows both kinds of activation key, so the optional half of its secret is there too. */
const localShapes = { ...secretShapes, seald: () => z.required(secretShapes.seald()) };

export type LocalSecrets = {
  [Name in keyof typeof localShapes]: z.output<ReturnType<(typeof localShapes)[Name]>>;
};

/** Random secrets in the shapes the functions expect: what a team would copy from Stream's and Seald's dashboards. */
export const makeSecrets = (): LocalSecrets => {
  const appId = randomUUID();
  return {
    stream: { apiKey: randomHex(12), apiSecret: randomHex(64) },
    seald: {
      appId,
      jwtSecretId: randomUUID(),
      jwtSecret: randomHex(64),
      validationKeyId: randomUUID(),
      validationKey: randomHex(64),
    },
    ssks: { appId, apiKey: randomHex(32) },
    sealing: { currentKid: 'local-1', keys: { 'local-1': randomKey() } },
    pepper: { pepper: randomKey() },
    logs: { callerKey: randomKey() },
    moderation: { identities: [randomBytes(32).toString('base64url')] },
  };
};

/** Reads secrets by their shapes. Throws one error that names everything missing or wrong, never a value. */
export const parseSecrets = (texts: ReadonlyMap<string, string>): LocalSecrets => {
  const problems: string[] = [];
  const entries = Object.entries(localShapes).map(([name, shape]) => {
    const result = shape().safeParse(parseJson(texts.get(name) ?? ''));
    for (const { path, message } of result.error?.issues ?? [])
      problems.push(`${[name, ...path].join('.')}: ${message}`);
    return [name, result.data];
  });
  if (problems.length) throw new Error(`The local secrets are not complete:\n  ${problems.join('\n  ')}`);
  return Object.fromEntries(entries) as LocalSecrets;
};

const randomHex = (length: number): string => randomBytes(length / 2).toString('hex');
const randomKey = (): string => randomBytes(32).toString('base64');
