import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, expect, it } from '@jest/globals';

const CORE = 'client-example/secure-chat/src';
/** As many rooms as a reader may have to pass from the top of the package to its ground. */
const MOST_FLOORS = 9;

type Module = { source: string; dependencies: { resolved: string }[] };

/** For each room (a folder, or the package's top), the rooms that its files import from, types included. */
const rooms = new Map<string, Set<string>>();

beforeAll(() => {
  const cli = 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs';
  const options = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  const args = [cli, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', CORE];
  const { modules } = JSON.parse(spawnSync(process.execPath, args, options).stdout) as { modules: Module[] };
  for (const { source, dependencies } of modules)
    for (const { resolved } of dependencies) note(source, resolved);
});

const note = (from: string, to: string): void => {
  const [upper, lower] = [roomOf(from), roomOf(to)];
  if (!upper || !lower) return;
  const below = rooms.get(upper) ?? new Set();
  if (upper !== lower) below.add(lower);
  rooms.set(upper, below);
};

/** Errors are the ground that every room stands on; the other files at the top are one room. */
const roomOf = (file: string): string | null => {
  if (!file.startsWith(`${CORE}/`)) return null;
  const [room = '', inside] = file.slice(CORE.length + 1).split('/');
  if (inside !== undefined) return room;
  return room === 'errors.ts' ? 'errors' : 'top';
};

const longestFrom = (room: string, above: readonly string[] = []): string[] => {
  if (above.includes(room)) throw new Error(`a circle of rooms: ${[...above, room].join(' > ')}`);
  const ways = [...(rooms.get(room) ?? [])].map((below) => longestFrom(below, [...above, room]));
  const longest = ways.reduce((one, other) => (other.length > one.length ? other : one), []);
  return [room, ...longest];
};

it('the rooms of the core stand on one another without a circle, in few floors', () => {
  expect([...rooms.keys()]).toEqual(expect.arrayContaining(['top', 'channels', 'epochs', 'stream']));
  const longest = [...rooms.keys()].map((room) => longestFrom(room)).sort((a, b) => b.length - a.length)[0];
  expect(longest?.slice(0, MOST_FLOORS)).toEqual(longest);
});

it('the page on epochs names every file of its room, and none that is not there', () => {
  const page = readFileSync(`${CORE}/epochs/README.md`, 'utf8');
  const named = new Set([...page.matchAll(/`([a-z-]+\.ts)`/g)].map(([, file]) => file));
  const files = readdirSync(`${CORE}/epochs`).filter((file) => file.endsWith('.ts'));
  expect([...named].sort()).toEqual(files.sort());
});
