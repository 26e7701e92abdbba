import { arch, cpus, platform, release, totalmem } from 'node:os';

/** What figures depend on, and no more of a machine than that. */
export type Machine = { processor: string; cores: number; memoryGiB: number; system: string; node: string };

export const thisMachine = (): Machine => ({
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${platform()} ${release().split('-')[0]}, ${arch()}`,
  node: process.version,
});
