/** Does `load` at the first call and answers the same from then on; a failure is forgotten, so the next call tries again. */
export const loadOnce = <Result>(load: () => Promise<Result>): (() => Promise<Result>) => {
  let loading: Promise<Result> | undefined;
  return () => {
    loading ??= load().catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
};
