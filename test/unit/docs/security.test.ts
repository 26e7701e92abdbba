import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../../..');

/** Sources of the tests, by file name without `.test.ts`; those of the same name together. */
const sources = new Map<string, string>();
for (const path of readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })) {
  if (!path.endsWith('.test.ts')) continue;
  const name = basename(path, '.test.ts');
  sources.set(name, (sources.get(name) ?? '') + readFileSync(join(ROOT, 'test', path), 'utf8'));
}

const security = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8').replace(/\s+/g, ' ');

/** Tests are named `file › title`; a title that ends in … is the beginning of one. */
const named = [...security.matchAll(/`([\w-]+) › ([^`]+)`/g)].map(([, file = '', title = '']) => ({
  file,
  title,
}));

const isTest = ({ file, title }: { file: string; title: string }): boolean => {
  const quoted = title.endsWith('…') ? `'${title.slice(0, -1)}` : `'${title}'`;
  return sources.get(file)?.includes(quoted) ?? false;
};

describe('SECURITY.md', () => {
  it('names tests that exist', () => {
    expect(named.length).toBeGreaterThan(25);
    expect(named.filter((test) => !isTest(test))).toEqual([]);
  });

  it('has a test in every row of the table of attacks', () => {
    const [, table = ''] = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8').split('| attack |');
    const [rows = ''] = table.split('\n\n');
    const attacks = rows.split('\n').slice(2);
    expect(attacks.length).toBeGreaterThan(12);
    expect(attacks.filter((row) => !/\| `[\w-]+ › [^`]+` \|$/.test(row))).toEqual([]);
  });
});
