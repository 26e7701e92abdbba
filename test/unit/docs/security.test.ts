import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../../..');

/** Sources of the tests, by file name without `.test.ts` or `.long.test.ts`; those of the same name together. */
const sources = new Map<string, string>();
for (const path of readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })) {
  if (!path.endsWith('.test.ts')) continue;
  const name = basename(path, '.test.ts').replace(/\.long$/, '');
  sources.set(name, (sources.get(name) ?? '') + readFileSync(join(ROOT, 'test', path), 'utf8'));
}

const PAGES = ['SECURITY.md', 'docs/threat-model.md'] as const;
const pageOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

/** Tests are named `file › title`; a title that ends in … is the beginning of one. */
const NAMED = /`([\w-]+) › ([^`]+)`/g;

const namedIn = (page: string) =>
  [...pageOf(page).replace(/\s+/g, ' ').matchAll(NAMED)].map(([, file = '', title = '']) => ({
    file,
    title,
  }));

/** A title with an apostrophe of its own stands in others. */
const QUOTES = ["'", '"'];

const isTest = ({ file, title }: { file: string; title: string }): boolean => {
  const source = sources.get(file) ?? '';
  const isWhole = !title.endsWith('…');
  return QUOTES.some((quote) => source.includes(`${quote}${isWhole ? title + quote : title.slice(0, -1)}`));
};

/** The rows of every table whose last column is `test`, by its heading. */
const testedRows = (page: string): Map<string, string[]> => {
  const sections = pageOf(page).split(/^## /m);
  return new Map(
    sections.flatMap((section) => {
      const [, table] = /\| test \|\n\|[-|]+\|\n((?:\|.*\n)+)/.exec(section) ?? [];
      return table === undefined ? [] : [[section.split('\n')[0] ?? '', table.trimEnd().split('\n')]];
    }),
  );
};

describe.each(PAGES)('%s', (page) => {
  it('names tests that exist', () => {
    expect(namedIn(page).filter((test) => !isTest(test))).toEqual([]);
  });
});

describe('the threat model', () => {
  const tables = testedRows('docs/threat-model.md');

  it('has a test in every row, or says that there is none', () => {
    expect([...tables].map(([name, rows]) => [name, rows.length >= 10])).toEqual([
      ['Actors', true],
      ['Every door for words', true],
      ['If the operator is hostile', true],
      ['What each can still do, alone and with another', true],
      ['OWASP API Security Top 10 (2023)', true],
      ['OWASP ASVS 5.0', true],
    ]);
    const bad = [...tables.values()]
      .flat()
      .filter((row) => !/\| (?:`[\w-]+ › [^`]+`|not covered) \|$/.test(row));
    expect(bad).toEqual([]);
  });

  it('leaves no attack of an operator without a test', () => {
    const rows = tables.get('If the operator is hostile') ?? [];
    expect(rows.filter((row) => row.endsWith('| not covered |'))).toEqual([]);
  });

  it('says of every door whether it is closed, and by what, or open, and why', () => {
    const rows = tables.get('Every door for words') ?? [];
    expect(rows.filter((row) => !/^\|[^|]+\| (?:closed by|open: |open, )/.test(row))).toEqual([]);
  });
});
