import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { CpuTime } from './cpu-by-part.ts';

/** Linux counts in hundredths of a second, as `getconf CLK_TCK` says. */
const MS_A_TICK = 10;
/** In `/proc/<pid>/stat`, behind the name in brackets: parent, user and system time (proc_pid_stat(5)). */
const [PARENT, USER, SYSTEM] = [1, 11, 12];

/** CPU time of this process's children so far, by the folder they run in. Nothing where there is no `/proc`. */
export const childrenCpu = (): CpuTime => {
  const times: CpuTime = {};
  for (const pid of processes()) {
    const child = read(pid);
    if (child?.parent === process.pid) times[child.name] = (times[child.name] ?? 0) + child.ms;
  }
  return times;
};

const processes = (): string[] => {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
};

/** Undefined for a process that has ended meanwhile or is somebody else's. */
const read = (pid: string) => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const at = (index: number) => Number(fields[index]);
    return {
      parent: at(PARENT),
      ms: (at(USER) + at(SYSTEM)) * MS_A_TICK,
      name: readlinkSync(`/proc/${pid}/cwd`),
    };
  } catch {
    return undefined;
  }
};
