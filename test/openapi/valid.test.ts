import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Validator } from '@seriousme/openapi-schema-validator';

const FILE = 'docs/openapi.json';
const text = readFileSync(FILE, 'utf8');

/** What the linter of Redocly says of an OpenAPI file, with its recommended rules; examples are compared with their schemas. */
const lint = async (source: string): Promise<string[]> => {
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({ source, absoluteRef: FILE, config });
  return problems.map(({ ruleId, location }) => `${ruleId} at ${location[0]?.pointer}`);
};

/** The file with another text at each place where this one stands. */
const changed = (from: string, to: string): string => {
  expect(text).toContain(from);
  return text.replaceAll(from, to);
};

describe('the OpenAPI file', () => {
  it('is one, by the schema of OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate(JSON.parse(text))).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    const broken = JSON.parse(changed('"in": "path"', '"in": "road"'));
    expect(await validator.validate(broken)).toMatchObject({ valid: false });
  });

  it('gives a linter no reason to complain', async () => {
    expect(await lint(text)).toEqual([]);
  });

  it.each([
    ['an example that its schema does not take', '"isEnrolled": false', '"isEnrolled": "no"'],
    ['two operations of one name', '"operationId": "me"', '"operationId": "token"'],
    ['a schema that is nowhere', 'schemas/Epoch"', 'schemas/Era"'],
  ])('would have the linter complain of %s', async (_, from, to) => {
    expect(await lint(changed(from, to))).not.toEqual([]);
  });
});
