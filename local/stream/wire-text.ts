/** A path with its query as a person would read it, so that a search for typed words finds them; as it came when it cannot be decoded. */
export const readableUrl = (url: string): Uint8Array => {
  try {
    return Buffer.from(decodeURIComponent(url.replaceAll('+', ' ')));
  } catch {
    return Buffer.from(url);
  }
};
