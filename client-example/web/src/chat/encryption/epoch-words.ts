import type { TrustedEpoch } from '@sealed-stream/secure-chat';
import type { NameOf } from '../parts/use-name-of.ts';

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
export const changeWords = ({ epoch, joined, left }: EpochChange, nameOf: NameOf): string => {
  const parts = [
    joined.length > 0 && `${inList(joined.map(nameOf))} joined`,
    left.length > 0 && `${inList(left.map(nameOf))} left`,
  ].filter((part) => part !== false);
  const renewed = startingWith(`${nameOf(epoch.startedBy)} renewed the encryption`);
  return parts.length > 0 ? `${renewed}: ${parts.join(', ')}` : renewed;
};

/** How the epochs that this device can vouch for began: with the conversation, or when its user was let in. */
export const beginningWords = ({ epoch, startedBy }: TrustedEpoch, nameOf: NameOf): string => {
  const name = nameOf(startedBy);
  if (epoch === 1 || name === 'you') return startingWith(`${name} started the encryption`);
  return startingWith(`${name} let you in`);
};

/** "2 January 2027, 15:04", in the reader's own time zone. */
export const timeInWords = (time: string): string =>
  new Date(time).toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short' });

/** A sentence that begins with a name of {@link NameOf}. */
export const startingWith = (sentence: string): string =>
  sentence.replace(/^(you|somebody|another) /, (word) => word[0]?.toUpperCase() + word.slice(1));

export const inList = (names: readonly string[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '');
