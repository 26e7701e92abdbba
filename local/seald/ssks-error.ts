import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** What SSKS answers besides 2xx: the body is what the plugin and the team's backend look at (seald.md section 9). */
export class SsksError extends Error {
  readonly status: ContentfulStatusCode;
  readonly body: Record<string, string>;

  constructor(status: ContentfulStatusCode, body: Record<string, string>) {
    super(body.detail ?? 'refused');
    this.name = 'SsksError';
    this.status = status;
    this.body = body;
  }
}
