import { ERROR_MESSAGES } from '../contract/error-messages.ts';
import { ERROR_STATUS, type ErrorType } from '../contract/error-types.ts';

type AppErrorOptions = {
  /** Replaces the type's usual sentence in the answer. Must not hold what the caller sent. */
  message?: string;
  /** Seconds, for the `Retry-After` header. */
  retryAfterSeconds?: number;
  /** With `ERASURE_PENDING`: when the account is going to be erased. */
  dueAt?: string | undefined;
  /** Says that nothing was done, for certain: the other side refused. */
  leftUndone?: boolean;
  /** For operators; never answered, never logged whole. */
  cause?: unknown;
};

/** A failure with a name in the contract. Nothing a person typed may go into it. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly type: ErrorType;
  readonly retryAfterSeconds: number | undefined;
  readonly dueAt: string | undefined;
  readonly leftUndone: boolean;

  constructor(
    type: ErrorType,
    {
      message = ERROR_MESSAGES[type],
      retryAfterSeconds,
      dueAt,
      leftUndone = false,
      cause,
    }: AppErrorOptions = {},
  ) {
    super(message, { cause });
    this.type = type;
    this.retryAfterSeconds = retryAfterSeconds;
    this.dueAt = dueAt;
    this.leftUndone = leftUndone;
  }

  get statusCode(): number {
    return ERROR_STATUS[this.type];
  }
}
