import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/* What processes took, as Linux counts it. */

/** Whether this system tells. */
export const canMeasureProcesses = (): boolean =>
  existsSync('/proc/self/schedstat') && existsSync('/proc/self/smaps_rollup');

/** Milliseconds of all cores that the processes have taken since they were started. */
export const cpuMs = (pids: readonly number[]): number => pids.reduce((sum, pid) => sum + cpuMsOf(pid), 0);

/** Of all threads, in nanoseconds first. */
const cpuMsOf = (pid: number): number =>
  readdirSync(`/proc/${pid}/task`).reduce(
    (sum, thread) => sum + Number(text(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[0] ?? 0) / 1e6,
    0,
  );

/** Megabytes that are in use by the process, with what it shares with others. */
export const memoryMb = (pid: number): number => megabytesOf(pid, 'Rss');

/** Megabytes that are in use by the processes together; what several share is counted once. */
export const sharedMemoryMb = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => sum + megabytesOf(pid, 'Pss'), 0);

const megabytesOf = (pid: number, of: 'Rss' | 'Pss'): number =>
  Number(new RegExp(`^${of}:\\s+(\\d+) kB`, 'm').exec(text(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1000;

/** The process and all that it started, and those started. */
export const familyOf = (pid: number): number[] => {
  const parents = processes().map((one) => [one, parentOf(one)] as const);
  const family = [pid];
  for (const member of family)
    family.push(...parents.filter(([, parent]) => parent === member).map(([child]) => child));
  return family;
};

/** Those of the family of `pid` that work in the folder. */
export const workingIn = (pid: number, folder: string): number[] =>
  familyOf(pid).filter((one) => {
    try {
      return readlinkSync(`/proc/${one}/cwd`) === folder;
    } catch {
      return false;
    }
  });

const processes = (): number[] => readdirSync('/proc').map(Number).filter(Number.isInteger);

const parentOf = (pid: number): number => Number(/\) \S (\d+)/.exec(text(`/proc/${pid}/stat`))?.[1]);

/** Empty when the process has ended meanwhile. */
const text = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};
