/** What has happened that the invariants must know of. */
export type Log = {
  violations: string[];
  /** Whether anybody ever decided on a notice, or lost an identity: then not all need trust the same epochs. */
  hasForks: boolean;
  /** People whom no member has let in since the operator added them. */
  uninvited: Set<string>;
  /** People whom a member has added, or has begun to. */
  invited: Set<string>;
  hasStartedOver: boolean;
};

export const createLog = (): Log => ({
  violations: [],
  hasForks: false,
  uninvited: new Set(),
  invited: new Set(),
  hasStartedOver: false,
});

/** From here on anybody whom Stream lists may be among the readers. */
export const startOver = (log: Log): void => {
  log.hasForks = true;
  log.hasStartedOver = true;
  log.uninvited.clear();
};
