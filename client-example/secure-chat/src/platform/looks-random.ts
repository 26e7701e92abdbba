import { withStandIn } from './stand-in.ts';

/** The first may come from what was gathered before; a generator like node-forge's asks its source anew for each of the next. */
const DRAWS = 3;
const BYTES = 32;
/** Of 32 random bytes as few as these are never different ones. */
const FEWEST_DIFFERENT = 8;

/**
 * Whether bytes come from something better than `Math.random`, as far as that can be seen from outside: a source that fails, that asks
 * `Math.random`, that repeats itself or that hardly varies does not pass. A pass is no proof.
 */
export const looksRandom = (draw: (length: number) => Uint8Array): boolean => {
  let isGuessable = false;
  const watched = (random: () => number) => () => {
    isGuessable = true;
    return random();
  };
  try {
    const drawAll = () => Array.from({ length: DRAWS }, () => Array.from(draw(BYTES)));
    const drawn = withStandIn(Math, 'random', watched, drawAll);
    const isVaried = drawn.every((bytes) => bytes.length === BYTES && new Set(bytes).size > FEWEST_DIFFERENT);
    return !isGuessable && isVaried && new Set(drawn.map(String)).size === DRAWS;
  } catch {
    return false;
  }
};
