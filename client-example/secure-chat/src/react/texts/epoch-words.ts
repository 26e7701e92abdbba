import type { TrustedEpoch } from '../../epochs/trusted-epoch.ts';
import type { Texts } from './english.ts';
import { asSentence, type NameOf } from './sentence.ts';

/** An epoch beside the one before it. */
export type EpochChange = {
  epoch: TrustedEpoch;
  joined: readonly string[];
  /** Whom the maker of the epoch says to have removed. */
  removed: readonly string[];
  /** Who else is no longer among the readers. */
  left: readonly string[];
};

/** What each verified epoch but the first changed, oldest first. */
export const changesOf = (epochs: readonly TrustedEpoch[]): EpochChange[] =>
  epochs.slice(1).map((epoch, index) => {
    const before = epochs[index]?.members ?? [];
    const gone = before.filter((id) => !epoch.members.includes(id));
    const isRemoved = (id: string) => epoch.removed?.includes(id) ?? false;
    return {
      epoch,
      joined: epoch.members.filter((id) => !before.includes(id)),
      removed: gone.filter(isRemoved),
      left: gone.filter((id) => !isRemoved(id)),
    };
  });

/** "Alice renewed the encryption: Carol joined". */
export const changeWords = (
  { epoch, joined, removed, left }: EpochChange,
  nameOf: NameOf,
  texts: Texts,
): string => {
  const names = (userIds: readonly string[]) => userIds.map(nameOf);
  const people = {
    by: nameOf(epoch.startedBy),
    joined: names(joined),
    removed: names(removed),
    left: names(left),
  };
  return asSentence(texts.epochs.change(people), texts);
};

/** How the epochs that this device can vouch for began: with the conversation, or when its user was let in. */
export const beginningWords = ({ epoch, startedBy }: TrustedEpoch, nameOf: NameOf, texts: Texts): string => {
  const { started, letYouIn } = texts.epochs;
  const name = nameOf(startedBy);
  return asSentence(epoch === 1 || name === texts.people.you ? started(name) : letYouIn(name), texts);
};
