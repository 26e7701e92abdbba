import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import * as z from 'zod';

/** For the app's own JavaScript, compressed: until the sign-in screen, and from there to the chat, both SDKs included. */
export const BUDGETS_KB = { 'sign-in': 100, chat: 700 };

/** What an open conversation is made of. It is fetched when the list stands, so nobody waits for it before. */
export const CONVERSATION = 'src/chat/conversation/opened.tsx';

const BYTES_PER_KB = 1024;
const ENTRY = 'index.html';
/** What this part loads later is opened by a click: windows that few people open, and not at once. */
const CHAT = 'src/chat/chat-screen.tsx';

const chunk = z.object({
  file: z.string(),
  imports: z.array(z.string()).default([]),
  dynamicImports: z.array(z.string()).default([]),
});
const manifest = z.record(z.string(), chunk);
type Manifest = z.output<typeof manifest>;

export type Load = { until: keyof typeof BUDGETS_KB; kilobytes: number; budget: number; isOver: boolean };

/** What is loaded until each screen, and whether that is more than its budget. */
export const loadsOf = (chunks: readonly ChunkSize[]): Load[] => {
  const sum = (...parts: NeededFor[]) =>
    chunks
      .filter(({ neededFor }) => parts.includes(neededFor))
      .reduce((total, { kilobytes }) => total + kilobytes, 0);
  const load = (until: Load['until'], kilobytes: number): Load => {
    const budget = BUDGETS_KB[until];
    return { until, kilobytes, budget, isOver: kilobytes > budget };
  };
  return [load('sign-in', sum('sign-in')), load('chat', sum('sign-in', 'chat'))];
};

/** `sign-in`: for the first screen. `chat`: until the chat is shown. `click`: when a window of the chat is opened. */
export type NeededFor = 'sign-in' | 'chat' | 'click';
export type ChunkSize = { file: string; kilobytes: number; neededFor: NeededFor };

/**
 * The gzip sizes of all the app's scripts: the page's own, the parts that the app itself loads later, and what these import.
 * What only a library loads later, such as its video player, is not among them.
 */
export const measureWeb = (webDir: string): ChunkSize[] => {
  const known = manifest.parse(JSON.parse(readFileSync(join(webDir, '.vite/manifest.json'), 'utf8')));
  const first = withImports(known, [ENTRY]);
  const untilChat = withImports(known, [ENTRY, ...partsOf(known, ENTRY, CHAT)]);
  const neededFor = (key: string): NeededFor => {
    if (first.has(key)) return 'sign-in';
    return untilChat.has(key) ? 'chat' : 'click';
  };
  return [...withImports(known, [ENTRY, ...partsOf(known, ENTRY)])]
    .map((key) => {
      const { file } = chunkOf(known, key);
      const compressed = gzipSync(readFileSync(join(webDir, file)), { level: constants.Z_BEST_COMPRESSION });
      return { file, kilobytes: compressed.length / BYTES_PER_KB, neededFor: neededFor(key) };
    })
    .sort((one, other) => other.kilobytes - one.kilobytes);
};

/** The scripts of one part of the app, those it imports among them; nothing that it loads later. */
export const scriptsOfPart = (webDir: string, part: string): string[] => {
  const known = manifest.parse(JSON.parse(readFileSync(join(webDir, '.vite/manifest.json'), 'utf8')));
  return [...withImports(known, [part])].map((key) => chunkOf(known, key).file);
};

/** The parts of the app that are loaded later, and those that they load; but nothing that `last` loads. */
const partsOf = (known: Manifest, from: string, last?: string, found = new Set<string>()): Set<string> => {
  if (from === last) return found;
  for (const key of chunkOf(known, from).dynamicImports) {
    if (!key.startsWith('src/') || found.has(key)) continue;
    found.add(key);
    partsOf(known, key, last, found);
  }
  return found;
};

const withImports = (known: Manifest, keys: Iterable<string>, found = new Set<string>()): Set<string> => {
  for (const key of keys) {
    if (found.has(key)) continue;
    found.add(key);
    withImports(known, chunkOf(known, key).imports, found);
  }
  return found;
};

const chunkOf = (known: Manifest, key: string) => {
  const found = known[key];
  if (!found) throw new Error(`The build's manifest has no ${key}.`);
  return found;
};
