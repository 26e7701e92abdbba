import type { TrustedEpoch } from '../../epochs/trusted-epoch.ts';
import type { Texts } from './english.ts';
import { asSentence, type NameOf } from './sentence.ts';

/** An epoch beside the one before it. */
export type EpochChange = { epoch: TrustedEpoch; joined: readonly string[]; left: readonly string[] };

/** What each verified epoch but the first changed, oldest first. */
export const changesOf = (epochs: readonly TrustedEpoch[]): EpochChange[] =>
  epochs.slice(1).map((epoch, index) => {
    const before = epochs[index]?.members ?? [];
    return {
      epoch,
      joined: epoch.members.filter((id) => !before.includes(id)),
      left: before.filter((id) => !epoch.members.includes(id)),
    };
  });

/** "Alice renewed the encryption: Carol joined". */
export const changeWords = ({ epoch, joined, left }: EpochChange, nameOf: NameOf, texts: Texts): string => {
  const by = nameOf(epoch.startedBy);
  return asSentence(texts.epochs.change({ by, joined: joined.map(nameOf), left: left.map(nameOf) }), texts);
};

/** How the epochs that this device can vouch for began: with the conversation, or when its user was let in. */
export const beginningWords = ({ epoch, startedBy }: TrustedEpoch, nameOf: NameOf, texts: Texts): string => {
  const { started, letYouIn } = texts.epochs;
  const name = nameOf(startedBy);
  return asSentence(epoch === 1 || name === texts.people.you ? started(name) : letYouIn(name), texts);
};
