/**
 * Content types whose body reaches the function as text. AWS's documentation says only "binary"; this list was measured
 * on a real HTTP API by others (ministack pull request 766): everything else, a missing type included, comes as base64.
 */
const TEXT = /^(text\/[^;]+|application\/(json|javascript|xml))\s*(;|$)/i;

/**
 * The body fields of a payload 2.0 event. What AWS does with a text type that carries a `content-encoding`, or bytes that are not
 * UTF-8, is not documented: here both come as base64, the only form that keeps the bytes a signature was made over.
 */
export const eventBody = (
  body: Buffer,
  headers: Record<string, string>,
): { body?: string; isBase64Encoded: boolean } => {
  if (body.length === 0) return { isBase64Encoded: false };
  const text = isText(headers) ? decodeUtf8(body) : undefined;
  return text === undefined
    ? { body: body.toString('base64'), isBase64Encoded: true }
    : { body: text, isBase64Encoded: false };
};

const isText = (headers: Record<string, string>) => {
  const encoding = headers['content-encoding'] ?? 'identity';
  return encoding === 'identity' && TEXT.test(headers['content-type'] ?? '');
};

const decodeUtf8 = (body: Buffer) => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
};
