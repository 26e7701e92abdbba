import {
  BYTES_TOGETHER,
  chancesOfKinds,
  DEVIATIONS,
  fewestKinds,
  IMPROBABLE,
  LETTERS_TOGETHER,
  MOST_BYTES_OF_TEXT,
  MOST_LETTERS_OF_A_CASE,
} from '../../shared/contract/looks-random.ts';

/*
 * How often `looksRandom` refuses random bytes, at most: the chances of all its rules together. Of different values and of shares it is
 * exact; of runs it counts every place one may begin at, so the truth is less.
 */

/** The most that random bytes of this length are refused. */
export const chanceOfRefusal = (length: number): number => {
  const letters = Math.floor((length * 4) / 3);
  const half = length / 2;
  return (
    chanceOfShare(length, 1 / 2) +
    chanceOfShare(letters, 26 / 64) +
    chanceOfShare(letters, 10 / 64) +
    length * chanceOfText(MOST_BYTES_OF_TEXT + 1) +
    2 * letters * (28 / 64) ** (MOST_LETTERS_OF_A_CASE + 1) +
    chanceOfFewKinds(length, 256, BYTES_TOGETHER) +
    2 * chanceOfFewKinds(half, 256, BYTES_TOGETHER) +
    chanceOfFewKinds(letters, 64, LETTERS_TOGETHER)
  );
};

/** Of fewer different values than are asked for, in one of the places that are looked at. */
const chanceOfFewKinds = (length: number, kinds: number, together: number): number =>
  Math.ceil(length / together) * below(Math.min(length, together), kinds, IMPROBABLE);

/** Of fewer different values than what has this chance at most. */
export const below = (count: number, kinds: number, improbable: number): number =>
  chancesOfKinds(count, kinds)
    .subarray(0, fewestKinds(count, kinds, improbable))
    .reduce((sum, chance) => sum + chance, 0);

/** Of a character of one, two, three or four bytes of UTF-8. */
const CHARACTERS = [98 / 256, (30 / 256) * (1 / 4), (16 / 256) * (1 / 16), (5 / 256) * (1 / 64)];

/** Of so many bytes of text or more from a place on. */
const chanceOfText = (length: number): number => {
  const from = [1];
  for (let bytes = 1; bytes <= length; bytes++)
    from[bytes] = CHARACTERS.reduce(
      (sum, chance, index) => sum + chance * (from[Math.max(0, bytes - index - 1)] ?? 0),
      0,
    );
  return from[length] ?? 1;
};

/** Of a share outside of what is taken, exactly: both tails of the binomial distribution. */
const chanceOfShare = (of: number, share: number): number => {
  const most = DEVIATIONS * Math.sqrt(of * share * (1 - share));
  let chance = 0;
  for (let count = 0; count <= of; count++)
    if (Math.abs(count - of * share) > most)
      chance += Math.exp(
        lnFactorial(of) -
          lnFactorial(count) -
          lnFactorial(of - count) +
          count * Math.log(share) +
          (of - count) * Math.log(1 - share),
      );
  return chance;
};

const lnFactorials = [0];

const lnFactorial = (of: number): number => {
  for (let next = lnFactorials.length; next <= of; next++)
    lnFactorials.push((lnFactorials[next - 1] ?? 0) + Math.log(next));
  return lnFactorials[of] ?? 0;
};
