import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const CORE = join(import.meta.dirname, '../../../client-example/secure-chat/src');
/** `platform/` is the door itself; hooks and the words of screens live in a user interface. */
const OUTSIDE = /^(?:platform|react|screens)\//;

/** What browsers, Node and React Native each have in their own way, or not at all; as a value or as a type. */
const OF_THE_MACHINE = [
  /\bcrypto\b/,
  /\b(?:btoa|atob)\b/,
  /\bText(?:En|De)coder\b/,
  /\b(?:Blob|File|FileReader|FormData)\b/,
  /\b(?:Readable|Writable|Transform)Stream\b/,
  /\b(?:Response|Request|Headers|XMLHttpRequest|WebSocket)\b/,
  /\bAbort(?:Signal|Controller)\b/,
  /\bfetch\(|\btypeof fetch\b|\bglobalThis\b|\bwindow\b|\bnavigator\b|\bdocument\b/,
  /\b(?:set|clear)(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b|\bMessageChannel\b/,
  /\bDate\.now\b|\bnew Date\(\)|\bperformance\b|\bMath\.random\b/,
  /\b(?:localStorage|sessionStorage|indexedDB|structuredClone)\b/,
  /\b(?:Buffer|process|require|NodeJS)\b/,
];

/** A `fetch` that was handed in is called by its bare name. */
const FETCH_GIVEN = /\{[^{}]*\bfetch\b[^{}]*\}(?: = config|: \w+Deps)/;

const codeOf = (text: string): string =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''");

const foundIn = (text: string): string[] => {
  const code = codeOf(text);
  const words = OF_THE_MACHINE.flatMap((pattern) => pattern.exec(code)?.[0] ?? []);
  return FETCH_GIVEN.test(code) ? words.filter((word) => word !== 'fetch(') : words;
};

const files = readdirSync(CORE, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !OUTSIDE.test(file))
  .sort();

describe('the core takes what it needs of the machine through `platform/` only', () => {
  it('finds the files', () => {
    expect(files).toEqual(expect.arrayContaining(['create-secure-chat.ts', 'files/file-transfer.ts']));
  });

  it.each(files)('%s', (file) => {
    expect(foundIn(readFileSync(join(CORE, file), 'utf8'))).toEqual([]);
  });

  it.each([
    'const id = crypto.randomUUID();',
    'const bytes = new Uint8Array(await crypto.subtle.digest(name, data));',
    'btoa(text)',
    'new TextEncoder().encode(text)',
    'export type Named = Blob & { name: string };',
    'new ReadableStream({ pull })',
    'new Response(stream).blob()',
    'AbortSignal.timeout(10)',
    'signal?: AbortSignal | undefined;',
    'await fetch(url)',
    'fetch: typeof fetch;',
    'setTimeout(resolve, 1)',
    'const at = Date.now();',
    'const at = new Date();',
    'Math.random()',
    'localStorage.getItem(key)',
    "Buffer.from(text, 'utf8')",
  ])('finds %s', (code) => {
    expect(foundIn(code)).toHaveLength(1);
  });

  it.each(['// crypto.subtle', "throw new Error('no crypto');", 'new Date(createdAt).getTime()'])(
    'takes no offence at %s',
    (code) => {
      expect(foundIn(code)).toEqual([]);
    },
  );
});
