import type { ClaimIdentityRequest, ClaimIdentityResponse } from '../contract/enrolment.ts';
import { sealdIdOf } from '../contract/seald-id.ts';
import { type StepEnrolmentDeps, stepEnrolment } from './step-enrolment.ts';

/** Makes a key with which an identity that exists gets `sealdId` as its user id; null where activation keys do that at once. */
export type IssueConnectorKey = (sealdId: string) => Promise<string | null>;

export type ClaimIdentityDeps = StepEnrolmentDeps & {
  sealdIdPrefix: string;
  issueConnectorKey: IssueConnectorKey;
};

/**
 * Says what the caller's device may do next for the person to have one identity, and never two: see `contract/enrolment-machine.ts`. The key that gives an
 * identity its user id is made only for the one that is saved, and not any more once that is enrolled. Safe to repeat and to race.
 * Throws `USER_NOT_FOUND`, `USER_ERASED`.
 */
export const claimIdentity = async (
  deps: ClaimIdentityDeps,
  userId: string,
  event: ClaimIdentityRequest,
): Promise<ClaimIdentityResponse> => {
  const { enrolment, answer } = await stepEnrolment(deps, userId, event);
  const { state, attempt, leaseUntil = 0 } = enrolment;
  const mayBind = event.on === 'saved' && answer === 'go' && state === 'saved';
  const connectorKey = mayBind ? await deps.issueConnectorKey(sealdIdOf(deps.sealdIdPrefix, userId)) : null;
  const waitMs = Math.max(0, leaseUntil - deps.now().getTime());
  return {
    answer,
    state,
    attempt,
    ...(answer === 'wait' && { waitSeconds: Math.ceil(waitMs / 1000) }),
    ...(connectorKey !== null && { connectorKey }),
  };
};
