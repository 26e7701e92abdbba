import type { TokenResponse } from '../contract/token.ts';

/** Makes a Stream user token that names `userId` and nobody else. Each call makes a new one. */
export type IssueStreamToken = (userId: string) => Promise<TokenResponse>;

/** Throws `USER_ERASED` for somebody erased: with a token, a device would make them anew at Stream. */
export type DemandNotErased = (userId: string) => Promise<void>;
