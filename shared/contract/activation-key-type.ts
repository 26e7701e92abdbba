import * as z from 'zod/mini';

/** What makes an account at Seald; the stage's file says which. */
export const activationKeyType = z.enum(['signupJwt', 'userLicenseToken']);
export type ActivationKeyType = z.infer<typeof activationKeyType>;
