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
  isAttacked: boolean;
  /**
   * People who may come to trust an epoch of the operator's: who have seen none or were made anew, so that the next is their first, or have
   * said so.
   */
  mayTrustOperator: Set<string>;
};

export const createLog = (): Log => ({
  violations: [],
  hasForks: false,
  uninvited: new Set(),
  invited: new Set(),
  hasStartedOver: false,
  isAttacked: false,
  mayTrustOperator: new Set(),
});

/** From here on anybody whom Stream lists may be among the readers. */
export const startOver = (log: Log): void => {
  log.hasForks = true;
  log.hasStartedOver = true;
  log.uninvited.clear();
};
