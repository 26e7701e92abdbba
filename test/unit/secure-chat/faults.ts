/** Where a run is cut off: before the step is carried out, or after it, when only its answer is lost. */
export type Cut = { at: number; when: 'before' | 'after' };

/** Thrown in place of an answer, as if the app had been ended there. */
export class Stopped extends Error {}

/** Counts the asynchronous steps of a run and ends it at one of them; from there on nothing is carried out any more. */
export const createFaults = (cut: Cut | null) => {
  const steps: string[] = [];
  let isStopped = false;
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    if (isStopped) throw new Stopped(name);
    steps.push(name);
    const isHere = cut !== null && steps.length - 1 === cut.at;
    if (isHere) isStopped = true;
    if (isHere && cut.when === 'before') throw new Stopped(name);
    const answer = await work();
    if (isHere) throw new Stopped(name);
    return answer;
  };
  /** The same object, each of whose asynchronous methods is a step; objects inside it likewise. */
  const over = <T extends object>(target: T, path = ''): T =>
    new Proxy(target, {
      get: (object, key) => {
        const value: unknown = Reflect.get(object, key);
        const name = `${path}${String(key)}`;
        if (typeof value === 'object' && value !== null) return over(value, `${name}.`);
        if (typeof value !== 'function' || value.constructor.name !== 'AsyncFunction') return value;
        return (...args: unknown[]) => step(name, () => value.apply(object, args));
      },
    });
  return { steps, over };
};
