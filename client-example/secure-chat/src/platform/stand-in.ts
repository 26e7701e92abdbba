/** Does some work with another function in the place of `owner[name]`. Only for work that does not wait: others would meet it too. */
export const withStandIn = <Owner, Name extends keyof Owner, Result>(
  owner: Owner,
  name: Name,
  standInFor: (own: Owner[Name]) => Owner[Name],
  work: () => Result,
): Result => {
  const own = owner[name];
  owner[name] = standInFor(own);
  try {
    return work();
  } finally {
    owner[name] = own;
  }
};
