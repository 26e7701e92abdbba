/**
 * All of standard input as text, without white space around it. Empty also when nothing comes within `patienceMs`: an open
 * pipe into which nobody writes would be waited on for ever.
 */
export const readAll = async (input: NodeJS.ReadStream, patienceMs: number): Promise<string> => {
  const chunks: Buffer[] = [];
  const timer = setTimeout(() => input.destroy(), patienceMs);
  try {
    for await (const chunk of input) {
      clearTimeout(timer);
      chunks.push(Buffer.from(chunk));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
  clearTimeout(timer);
  return Buffer.concat(chunks).toString('utf8').trim();
};
