import { routes } from '../../shared/contract/routes.ts';
import type { DemandNotErased, IssueStreamToken } from '../../shared/domain/stream-token.ts';
import { endpoint } from '../../shared/http/endpoint.ts';

export type TokenDeps = { issueStreamToken: IssueStreamToken; demandNotErased: DemandNotErased };

/** `POST /token`. Each call gives a new token for the caller, and for nobody else. Who was erased gets none. */
export const createHandler = ({ issueStreamToken, demandNotErased }: TokenDeps) =>
  endpoint(routes.token, async ({ userId }) => {
    const [body] = await Promise.all([issueStreamToken(userId), demandNotErased(userId)]);
    return { statusCode: 200, body };
  });
