import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a synthesized template and its bundles are made of, from the project's root. */
const SOURCES = ['infra', 'functions', 'shared', 'cdk.json', 'tsconfig.json', 'package-lock.json'];

/** A short name for the present state of everything `cdk synth` reads, and of the stage it is for. */
export const sourceHash = (root: string, stage: string): string => {
  const hash = createHash('sha256').update(stage);
  for (const file of SOURCES.flatMap((source) => filesIn(root, source)).sort()) {
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
