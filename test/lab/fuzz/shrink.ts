/** The shortest input found, by leaving out pieces, of which `isStill` holds as it does of this one. */
export const shrink = async (
  input: string,
  isStill: (input: string) => Promise<boolean>,
): Promise<string> => {
  let shortest = input;
  for (let size = input.length >> 1; size > 0; size = Math.min(size >> 1, shortest.length))
    for (let at = 0; at + size <= shortest.length; ) {
      const shorter = shortest.slice(0, at) + shortest.slice(at + size);
      if (await isStill(shorter)) shortest = shorter;
      else at += size;
    }
  return shortest;
};
