import type { Profiler } from 'node:inspector';

/** Milliseconds of CPU, by part. */
export type CpuTime = Record<string, number>;

/** What all else of a thread is called: sockets, HTTP, promises and garbage of Node's own that no part stands above. */
export const NODE_ITSELF = 'Node itself';
/** What measuring takes; not to be counted. */
export const NOT_MEASURED = 'not measured';

/** By what stands in the path of a file. */
export type PartOfFile = readonly (readonly [inPath: string, part: string])[];

const IDLE = '(idle)';

/** Whose work each sample was: of the frame nearest to the running one that belongs to a part. Idle time is nobody's. */
export const cpuByPart = (profile: Profiler.Profile, parts: PartOfFile): CpuTime => {
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(
    profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
  );
  const known = new Map<number, string>();
  const partOf = (id: number | undefined): string => {
    if (id === undefined) return NODE_ITSELF;
    const before = known.get(id);
    if (before !== undefined) return before;
    const url = byId.get(id)?.callFrame.url ?? '';
    const part = parts.find(([inPath]) => url.includes(inPath))?.[1] ?? partOf(parents.get(id));
    known.set(id, part);
    return part;
  };
  const times: CpuTime = {};
  for (const [index, id] of (profile.samples ?? []).entries()) {
    if (byId.get(id)?.callFrame.functionName === IDLE) continue;
    const part = partOf(id);
    times[part] = (times[part] ?? 0) + (profile.timeDeltas?.[index] ?? 0) / 1000;
  }
  return times;
};
