import type { StoredMessage } from './world.ts';

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
  /** People who have taken somebody out, or have begun to: they believe nobody whom that one let in, also when that was before. */
  removers: Set<string>;
  isAttacked: boolean;
  /**
   * People who may come to trust an epoch of the operator's: the registry lies about author keys, and they have none to compare with, as they have seen no epoch or were made anew.
   */
  mayTrustOperator: Set<string>;
  /** Whether the registry ever lied about an author key: then people may not find together again. */
  hasLies: boolean;
  /** Messages in the name of somebody who did not write them. */
  forgeries: StoredMessage[];
  /** For sessions of epochs with a false author key in them: whose it is not. */
  renamed: Map<string, string>;
};

export const createLog = (): Log => ({
  violations: [],
  hasForks: false,
  uninvited: new Set(),
  invited: new Set(),
  hasStartedOver: false,
  removers: new Set(),
  isAttacked: false,
  mayTrustOperator: new Set(),
  hasLies: false,
  forgeries: [],
  renamed: new Map(),
});

/** From here on anybody whom Stream lists may be among the readers. */
export const startOver = (log: Log): void => {
  log.hasForks = true;
  log.hasStartedOver = true;
  log.uninvited.clear();
};
