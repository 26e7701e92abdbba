/** Does the work of a name, or answers with what is already being done under it. */
export type OnceAtATime<Result> = (name: string, work: () => Promise<Result>) => Promise<Result>;

/** Shares work among all who ask for it while it is under way. Nothing is remembered after that. */
export const createOnceAtATime = <Result>(): OnceAtATime<Result> => {
  const underWay = new Map<string, Promise<Result>>();
  return (name, work) => {
    const doing = underWay.get(name) ?? work().finally(() => underWay.delete(name));
    underWay.set(name, doing);
    return doing;
  };
};
