import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

type Entry = {
  link?: boolean;
  resolved?: string;
  optional?: boolean;
  engines?: object;
  optionalDependencies?: Record<string, string>;
};

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, Entry>;
};
const entries = Object.entries(packages);

/** Looks where Node would, from the package at `path` upwards. */
const isThere = (name: string, path: string): boolean =>
  `${path && `${path}/`}node_modules/${name}` in packages ||
  (path !== '' && isThere(name, path.slice(0, Math.max(path.lastIndexOf('/node_modules/'), 0))));

it('has no address of a registry in the lockfile: everybody may have another', () => {
  const named = entries.filter(([, { resolved, link }]) => resolved !== undefined && !link);
  expect(named.map(([path]) => path)).toEqual([]);
});

it('has a native package for every platform that its owner names', () => {
  const optional = entries.flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).map((name) => ({ name, path })),
  );
  expect(optional.length).toBeGreaterThan(100);
  expect(optional.filter(({ name, path }) => !isThere(name, path))).toEqual([]);
});

it('leaves the choice of optional packages to the platform, not to the Node that npm runs on (npm run lockfile)', () => {
  const optional = entries.filter(([, entry]) => entry.optional);
  expect(optional.length).toBeGreaterThan(100);
  expect(optional.filter(([, { engines }]) => engines).map(([path]) => path)).toEqual([]);
});
