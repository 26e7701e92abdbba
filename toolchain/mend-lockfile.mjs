import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takeNoOptions } from './command-line.mjs';

takeNoOptions(`npm run lockfile
  Mends package-lock.json, and that of the React Native app, for every Node that we take. Run it after each change of dependencies.`);

/**
 * npm leaves an optional package out, without a word, when its `engines` do not take the Node that npm itself runs on. Ours
 * run on the packaged Node, so a stock Node 20.12 must not decide: in the lockfile, where npm reads it, the field goes. A lockfile that is made on an old
 * Node lacks those packages from the start: make it on the packaged one.
 */
const LOCKFILES = ['package-lock.json', 'client-example/native/package-lock.json'];

for (const name of LOCKFILES) {
  const file = join(import.meta.dirname, '..', name);
  const lockfile = JSON.parse(readFileSync(file, 'utf8'));
  addPlatforms(lockfile.packages);
  for (const entry of Object.values(lockfile.packages)) if (entry.optional) delete entry.engines;
  writeFileSync(file, `${JSON.stringify(lockfile, null, 2)}\n`);
}

/**
 * npm leaves out as well, without a word, a package for another platform that the registry in use does not have; then `npm ci` refuses the lockfile everywhere. Its name says what it is for.
 */
function addPlatforms(packages) {
  const wanted = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
    Object.entries(optionalDependencies),
  );
  for (const [name, version] of wanted) {
    const place = `node_modules/${name}`;
    const [, os, cpu, libc] = /-(darwin|linux|win32)-(arm64|x64)(?:-(gnu|musl|msvc))?$/.exec(name) ?? [];
    const isKnown = Object.keys(packages).some((key) => key === place || key.endsWith(`/${place}`));
    if (isKnown || !os || !cpu || !/^\d/.test(version)) continue;
    const ofLibc = libc === 'gnu' || libc === 'musl' ? { libc: [libc === 'gnu' ? 'glibc' : 'musl'] } : {};
    packages[place] = { version, cpu: [cpu], ...ofLibc, optional: true, os: [os] };
  }
}
