import { token as route } from '../../shared/contract/routes/token.ts';
import type { IssueStreamToken } from '../../shared/domain/stream-token.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';

export type TokenDeps = { issueStreamToken: IssueStreamToken };

/** `POST /token`. Each call gives a new token for the caller, and for nobody else. Whose account is not open gets none. */
export const createHandler = ({ guard, issueStreamToken }: Guarded<TokenDeps>) =>
  endpoint(route, { guard, isBeside: true }, async ({ userId }) => ({
    statusCode: 200,
    body: await issueStreamToken(userId),
  }));
