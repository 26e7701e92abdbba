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

/** The error body of Seald's API: the SDK needs both `error_id` and `error_code` to be non-empty. */
export const errorBody = (code: string, detail: string) => ({
  error_id: randomUUID(),
  error_code: code,
  detail,
});
