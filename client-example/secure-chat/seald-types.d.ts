/*
 * For an app that makes Seald's SDK itself, in place of `createSealdSdk`: the vendor's own types are found under the condition `node` only, and
 * need those of Node and the DOM. An app asks for these in its tsconfig: `"types": ["@sealed-stream/secure-chat/seald-types"]`.
 * They say what the core uses of `@seald-io/sdk` 0.25.0 and its two-man-rule plug-in.
 */

declare module '@seald-io/sdk' {
  import type { SealdSdkPlugin } from '@seald-io/sdk-plugin-ssks-2mr';
  import type { SealdSdk } from '@sealed-stream/secure-chat';

  const createSdk: (options: {
    appId: string;
    apiURL?: string;
    /** Where the identity is kept between starts. Without it, in memory. */
    databasePath?: string;
    /** 64 bytes in base64. */
    databaseRawKey?: string;
    /** RSA key size of new identities: 4096 unless told. */
    keySize?: 1024 | 2048 | 4096;
    plugins?: SealdSdkPlugin[];
    logLevel?: string;
  }) => SealdSdk & { setLogLevel(level: string): void };
  export default createSdk;
}

declare module '@seald-io/sdk-plugin-ssks-2mr' {
  export type SealdSdkPlugin = { readonly sealdSdkPlugin: never };

  const createPlugin: (keyStorageUrl: string) => SealdSdkPlugin;
  export default createPlugin;
}
