import { randomBytes, randomUUID } from 'node:crypto';
import { type Secret, type SecretName, secretShapes } from '../../shared/secrets.ts';

export type LocalSecrets = { [Name in SecretName]: Secret<Name> };

/** Random secrets in the shapes the functions expect: what a team would copy from Stream's and Seald's dashboards. */
export const makeSecrets = (): LocalSecrets => {
  const appId = randomUUID();
  return {
    stream: { apiKey: randomText(12).toLowerCase(), apiSecret: randomText(64) },
    seald: {
      appId,
      jwtSecretId: randomUUID(),
      jwtSecret: randomText(64),
      validationKeyId: randomUUID(),
      validationKey: randomText(64),
    },
    ssks: { appId, apiKey: randomText(32) },
    sealing: { currentKid: 'local-1', keys: { 'local-1': randomBytes(32).toString('base64') } },
    pepper: { pepper: randomBytes(32).toString('base64') },
  };
};

/** Reads secrets by their shapes. Throws one error that names what is wrong, never a value. */
export const parseSecrets = (texts: ReadonlyMap<string, string>): LocalSecrets => {
  const problems: string[] = [];
  const entries = Object.entries(secretShapes).map(([name, shape]) => {
    const result = shape.safeParse(parseJson(texts.get(name)));
    for (const { path, message } of result.error?.issues ?? [])
      problems.push(`${[name, ...path].join('.')}: ${message}`);
    return [name, result.data];
  });
  if (problems.length) throw new Error(`The local secrets are not complete:\n  ${problems.join('\n  ')}`);
  return Object.fromEntries(entries) as LocalSecrets;
};

const parseJson = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
};

const randomText = (length: number): string => randomBytes(length / 2).toString('hex');
