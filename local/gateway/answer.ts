/** What goes back to the caller. Header names are lower-case. */
export type Answer = {
  status: number;
  headers: Record<string, string>;
  cookies: string[];
  body: Buffer;
};

const MESSAGES = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Request Entity Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const;

/** An answer of the gateway itself: `{"message":"..."}` in API Gateway's words. */
export const refusal = (status: keyof typeof MESSAGES, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  cookies: [],
  body: Buffer.from(JSON.stringify({ message: MESSAGES[status] })),
});
