const HEADER =
  /^AWS4-HMAC-SHA256 Credential=[^/\s]+\/\d{8}\/[a-z0-9-]+\/([a-z0-9-]+)\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=[0-9a-f]{64}$/;

/**
 * What is wrong with a Signature Version 4 header, as AWS names it; null when it is well formed.
 * The signature itself is not checked: the local stack has no AWS keys to hold it against.
 */
export const signatureProblem = (headers: Headers, service: string): string | null => {
  const authorization = headers.get('authorization');
  if (!authorization) return 'MissingAuthenticationTokenException';
  const match = HEADER.exec(authorization);
  if (!match || !headers.has('x-amz-date')) return 'IncompleteSignatureException';
  const signed = match[2]?.split(';') ?? [];
  const complete = signed.includes('host') && signed.includes('x-amz-date') && match[1] === service;
  return complete ? null : 'InvalidSignatureException';
};
