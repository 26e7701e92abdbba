import type { TokenResponse } from '../contract/token.ts';

/** Makes a Stream user token that names `userId` and nobody else. Each call makes a new one. */
export type IssueStreamToken = (userId: string) => Promise<TokenResponse>;
