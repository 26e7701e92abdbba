const LIMIT_MS = 15_000;
const PAUSE_MS = 50;

/** Looks again and again, until there is something. Throws after 15 s, naming what was looked for. */
export const eventually = async <Found>(
  what: string,
  look: () => Promise<Found | null> | Found | null,
): Promise<Found> => {
  const deadline = Date.now() + LIMIT_MS;
  while (Date.now() < deadline) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new Error(`${what} did not come within ${LIMIT_MS / 1000} s`);
};
