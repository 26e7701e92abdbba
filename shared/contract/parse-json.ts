/**
 * Reads JSON; undefined when it is none. Not the parser's own error: its message quotes the text, and the text may be a
 * secret, a code or somebody's words. Check the outcome with a schema.
 */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
