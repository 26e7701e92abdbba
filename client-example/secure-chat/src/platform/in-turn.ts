/** One piece of work at a time. */
export type InTurn = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Runs one after another what is given to it, in the order given; a failure does not hold up the next. */
export const createTurns = (): InTurn => {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work, work);
    last = turn;
    return turn;
  };
};
