/** Stream's error codes with the HTTP status each travels under (stream.md section 3). */
const statusOf = {
  internal: [-1, 500],
  badApiKey: [2, 401],
  input: [4, 400],
  authFailed: [5, 401],
  rateLimited: [9, 429],
  notFound: [16, 404],
  undefinedType: [16, 400],
  notAllowed: [17, 403],
  eventDisabled: [18, 400],
  featureDisabled: [19, 400],
  messageTooLong: [20, 400],
  nestedReply: [21, 400],
  payloadTooBig: [22, 413],
  tokenExpired: [40, 401],
  tokenNotYetValid: [41, 401],
  tokenUsedBeforeIssued: [42, 401],
  tokenSignature: [43, 401],
  unknownConnection: [46, 400],
} as const;

export type StreamErrorName = keyof typeof statusOf;

export type StreamErrorBody = {
  code: number;
  message: string;
  StatusCode: number;
  duration: string;
  more_info: string;
  details: number[];
};

/** A refusal as Stream words it. `reason` goes to the caller; keep message text and tokens out of it. */
export class StreamError extends Error {
  override readonly name = 'StreamError';
  readonly code: number;
  readonly status: number;

  constructor(name: StreamErrorName, reason: string) {
    super(reason);
    const [code, status] = statusOf[name];
    this.code = code;
    this.status = status;
  }
}

/** The body of an error reply and of a WebSocket error frame; `endpoint` is Stream's name for the call, such as `SendMessage`. */
export const errorBody = (
  fault: { code: number; status: number; message: string },
  endpoint: string,
): StreamErrorBody => ({
  code: fault.code,
  message: `${endpoint} failed with error: "${fault.message}"`,
  StatusCode: fault.status,
  duration: '0.00ms',
  more_info: 'https://getstream.io/chat/docs/api_errors_response',
  details: [],
});
