import { randomUUID } from 'node:crypto';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** What the SDK raises as `code` and `status` (seald.md section 1). `detail` must hold no user input. */
export class ApiError extends Error {
  readonly status: ContentfulStatusCode;
  readonly code: string;

  constructor(status: ContentfulStatusCode, code: string, detail: string) {
    super(detail);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }
}

/** What the server calls the thing that a 404 did not find [pub: go-seald-sdk compares the raw body of a 404 with `{"model":"Message"}` and `{"model":"BeardUser"}`]. */
export class NotFoundError extends ApiError {
  readonly model: string;

  constructor(model: string) {
    super(404, 'NOT_FOUND', model);
    this.name = 'NotFoundError';
    this.model = model;
  }
}

/**
 * A body with a bad member: 400 with the member's name and no `error_code` [pub: go-seald-sdk encryption_session_test, "invalid userIds as input"
 * is code `UNKNOWN`]. `member` must hold no user input.
 */
export class InvalidBodyError extends ApiError {
  readonly member: string;

  constructor(member: string) {
    super(400, 'INVALID_REQUEST', member);
    this.name = 'InvalidBodyError';
    this.member = member;
  }
}

/** The error body of Seald's API: the SDK needs both `error_id` and `error_code` to be non-empty. */
export const errorBody = (code: string, detail: string) => ({
  error_id: randomUUID(),
  error_code: code,
  detail,
});
