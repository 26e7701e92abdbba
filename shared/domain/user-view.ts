import type { ActivationKeyType } from '../contract/activation-key-type.ts';
import type { EnrolmentState } from '../contract/enrolment-states.ts';
import { sealdIdOf } from '../contract/seald-id.ts';
import type { UserResponse } from '../contract/user.ts';
import { authorKeyOf, ownKeyOf } from './author-keys.ts';
import { enrolmentOf, savedAccountOf, sigchainOf } from './step-enrolment.ts';
import type { OpenTwoManRuleKey } from './two-man-rule-key.ts';
import type { User } from './user.ts';

/** Makes a fresh key that creates one Seald identity; as a user licence token, one with the user id `sealdId` and no other. */
export type IssueActivationKey = (sealdId: string) => Promise<string>;

export type UserViewDeps = {
  sealdIdPrefix: string;
  activationKeyType: ActivationKeyType;
  issueActivationKey: IssueActivationKey;
  openTwoManRuleKey: OpenTwoManRuleKey;
};

/** A user as `signup` and `me` answer it. An enrolled user gets no activation key: a second identity would orphan the first. */
export const viewUser = async (deps: UserViewDeps, user: User): Promise<UserResponse> => {
  const sealdId = sealdIdOf(deps.sealdIdPrefix, user.id);
  const [account, authorKey, sigchain] = [savedAccountOf(user), authorKeyOf(user), sigchainOf(user)];
  const view = {
    id: user.id,
    sealdId,
    isEnrolled: user.enrolledAt !== undefined,
    twoManRuleKey: await deps.openTwoManRuleKey(user.id, user.sealedTwoManRuleKey),
    mayBeStored: !NOTHING_STORED.has(enrolmentOf(user).state),
    ...(account !== undefined && { account }),
    ...(sigchain && { sigchainHash: sigchain.hash }),
    ...(authorKey && { authorKey: ownKeyOf(authorKey) }),
  };
  if (view.isEnrolled) return { ...view, ...hintOf(user) };
  return {
    ...view,
    activationKey: await deps.issueActivationKey(sealdId),
    activationKeyType: deps.activationKeyType,
  };
};

/** The last place a code was sent to before the user enrolled: most likely the one they enrolled with. */
const hintOf = ({ authFactors }: User): Pick<UserResponse, 'authFactorHint'> => {
  const [latest] = Object.values(authFactors).sort((one, other) =>
    other.challengedAt.localeCompare(one.challengedAt),
  );
  return latest ? { authFactorHint: latest.hint } : {};
};

/** A device stores only once it has been told that it may, which is another state. */
const NOTHING_STORED = new Set<EnrolmentState>(['open', 'making']);
