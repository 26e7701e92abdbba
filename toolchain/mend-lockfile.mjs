import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takeNoOptions } from './command-line.mjs';

takeNoOptions(`npm run lockfile
  Mends package-lock.json for every Node that we take. Run it after each change of dependencies.`);

/**
 * npm leaves an optional package out, without a word, when its `engines` do not take the Node that npm itself runs on. Ours
 * run on the packaged Node, so a stock Node 20.12 must not decide: in the lockfile, where npm reads it, the field goes.
 */
const LOCKFILE = join(import.meta.dirname, '..', 'package-lock.json');

const lockfile = JSON.parse(readFileSync(LOCKFILE, 'utf8'));
for (const entry of Object.values(lockfile.packages)) if (entry.optional) delete entry.engines;
writeFileSync(LOCKFILE, `${JSON.stringify(lockfile, null, 2)}\n`);
