import type { TrustedEpoch } from '../epochs/trusted-epoch.ts';
import { plainName } from '../platform/plain-names.ts';
import type { Texts } from './texts/english.ts';
import type { MemberAccess } from './texts/member-access.ts';
import type { NameOf } from './texts/sentence.ts';

export type ShownMember = {
  id: string;
  name: string;
  isOnline: boolean;
  access: MemberAccess;
  /** Was invited and has not accepted yet. */
  isInvited: boolean;
};

/** The part of a Stream channel that is needed here. */
export type ListedMembers = {
  state: {
    members: Record<
      string,
      { invited_by?: string; user?: { name?: string | undefined; online?: boolean | undefined } | null }
    >;
  };
  data?: { member_count?: number | undefined } | undefined;
};

/** Everybody Stream lists or who can read, by name. Who can read is what members said, never what Stream says. */
export const shownMembers = (
  { state: { members }, data }: ListedMembers,
  epoch: TrustedEpoch | null,
  nameOf: NameOf,
  { you, unnamed }: Pick<Texts['people'], 'you' | 'unnamed'>,
): ShownMember[] => {
  const called = (id: string, name: string) => (nameOf(id) === you ? name : nameOf(id));
  const listed = Object.entries(members).map(
    ([id, { user, invited_by }]): ShownMember => ({
      id,
      name: (user?.name && called(id, plainName(user.name))) || unnamed,
      isOnline: user?.online ?? false,
      access: accessOf(id, epoch),
      isInvited: !!invited_by,
    }),
  );
  const isWhole = listed.length >= (data?.member_count ?? 0); // Stream hands over the first hundred
  const gone = isWhole && epoch ? epoch.members.filter((id) => !(id in members)) : [];
  return [
    ...listed,
    ...gone.map(
      (id): ShownMember => ({ id, name: nameOf(id), isOnline: false, access: 'left', isInvited: false }),
    ),
  ].sort((one, other) => one.name.localeCompare(other.name));
};

const accessOf = (id: string, epoch: TrustedEpoch | null): MemberAccess => {
  if (!epoch) return 'unknown';
  return epoch.members.includes(id) ? 'reads' : 'not-let-in';
};
