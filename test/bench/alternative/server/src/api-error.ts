/** What a caller is told in place of an answer. */
export class ApiError extends Error {
  readonly statusCode: number;
  readonly type: string;

  constructor(statusCode: number, type: string) {
    super(type);
    this.statusCode = statusCode;
    this.type = type;
  }
}
