import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Builds kept of one kind: a stack that still runs may read from the one before. */
const KEPT = 3;
const UNFINISHED = '.unfinished';
/** Older than this, an unfinished one was left by a process that was killed. */
const ABANDONED_MS = 60 * 60 * 1000;

export type CachedBuild = {
  /** Holds one folder per state of the sources. */
  folder: string;
  /** Project root that `sources` are relative to. */
  root: string;
  /** Files, and folders with all in them, that the build reads. */
  sources: readonly string[];
  /** Whatever else the result depends on. */
  salt?: string;
  /** Writes the build into this folder, which does not exist yet. */
  make: (outDir: string) => Promise<void>;
};

/**
 * Makes `<folder>/<hash of the sources>`, unless it is there already. Two processes may call it at once: each writes a
 * folder of its own and the first to finish gives it its name. Throws what `make` throws.
 */
export const buildOnce = async (build: CachedBuild): Promise<{ dir: string; fromCache: boolean }> => {
  const hash = hashOf(build);
  const cached = join(build.folder, hash);
  if (existsSync(cached)) return { dir: cached, fromCache: true };
  mkdirSync(build.folder, { recursive: true });
  const unfinished = `${cached}.${randomUUID()}${UNFINISHED}`;
  try {
    await build.make(unfinished);
    // Sources that were edited meanwhile may be in it or not: such a build is used, but found by nobody else.
    const dir = hashOf(build) === hash ? cached : join(build.folder, randomUUID());
    moveInto(unfinished, dir);
    removeOld(build.folder);
    return { dir, fromCache: false };
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
};

const hashOf = ({ root, sources, salt = '' }: CachedBuild): string => {
  const hash = createHash('sha256').update(salt);
  for (const file of sources.flatMap((source) => filesIn(root, source)).sort()) {
    hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex').slice(0, 16);
};

const filesIn = (root: string, source: string): string[] => {
  if (/\.\w+$/.test(source)) return [source];
  return readdirSync(join(root, source), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
};

const moveInto = (from: string, to: string) => {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
};

const removeOld = (folder: string) => {
  const builds = readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => {
      const found = statSync(path, { throwIfNoEntry: false }); // another process may have renamed or removed it
      return found ? [{ path, age: Date.now() - found.mtimeMs }] : [];
    })
    .sort((one, other) => one.age - other.age);
  const isUnfinished = ({ path }: { path: string }) => path.endsWith(UNFINISHED);
  const abandoned = builds.filter((build) => isUnfinished(build) && build.age > ABANDONED_MS);
  const superseded = builds.filter((build) => !isUnfinished(build)).slice(KEPT);
  for (const { path } of [...abandoned, ...superseded]) rmSync(path, { recursive: true, force: true });
};
