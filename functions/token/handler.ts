import { routes } from '../../shared/contract/routes.ts';
import type { IssueStreamToken } from '../../shared/domain/stream-token.ts';
import { endpoint } from '../../shared/http/endpoint.ts';

/** `POST /token`. Each call gives a new token for the caller, and for nobody else. */
export const createHandler = ({ issueStreamToken }: { issueStreamToken: IssueStreamToken }) =>
  endpoint(routes.token, async ({ userId }) => ({ statusCode: 200, body: await issueStreamToken(userId) }));
