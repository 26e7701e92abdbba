import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Stands in for `@aws-sdk/credential-provider-node` in the bundles (an alias in the stack's bundling). Lambda always gives
 * its role's credentials in the environment; the other places the SDK would look in (files, SSO, metadata services) are
 * a tenth of the code and can never be where ours come from.
 */
export const defaultProvider = fromEnv;
