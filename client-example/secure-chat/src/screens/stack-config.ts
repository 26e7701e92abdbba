import * as z from 'zod/mini';

/**
 * `/stack.json`: where everything is, for the apps. The local stack's front door answers it; a deployment serves a file of the same form. Origins
 * have no trailing slash.
 */
export const stackConfig = z.object({
  api: z.url(),
  stream: z.url(),
  seald: z.url(),
  ssks: z.url(),
  issuer: z.url(),
  streamApiKey: z.string(),
  sealdAppId: z.string(),
  sealdIdPrefix: z.string(),
  encryptedChannelTypes: z.array(z.string()).check(z.minLength(1)),
  /** Where files may be fetched from: the stage's `fileHosts`. Stream's own CDN without them. */
  fileHosts: z.optional(z.array(z.string())),
  /** Public client of the identity provider, with the web app's own origin as redirect URI. */
  oidcClientId: z._default(z.string(), 'web'),
  /** The same for phones, with the app's own scheme in its redirect URI. */
  oidcNativeClientId: z._default(z.string(), 'native'),
  /** Many providers give a refresh token only with `offline_access`. */
  oidcScope: z._default(z.string(), 'openid profile'),
  /**
   * What the access token shall be for, in a provider's own parameter `audience` (Auth0, Ory). Without it such a provider may give
   * a token that is no JWT, which the API refuses.
   */
  oidcAudience: z.optional(z.string().check(z.minLength(1))),
  /** The same by the standard's parameter `resource` (RFC 8707). */
  oidcResource: z.optional(z.string().check(z.minLength(1))),
  /** The local stack's page of sent codes, and its view of what Stream stores. Absent in a deployment. */
  inbox: z.optional(z.url()),
  dashboard: z.optional(z.url()),
});

export type StackConfig = z.infer<typeof stackConfig>;

/** Where everything is, as `createSecureChat` takes it. */
export const chatPlaces = (config: StackConfig) => ({
  apiUrl: config.api,
  streamApiKey: config.streamApiKey,
  streamUrl: config.stream,
  sealdIdPrefix: config.sealdIdPrefix,
  encryptedChannelTypes: config.encryptedChannelTypes,
  fileHosts: config.fileHosts,
});

/** The same for `createSealdSdk`. */
export const sealdPlaces = ({ sealdAppId, seald, ssks }: StackConfig) => ({
  appId: sealdAppId,
  apiUrl: seald,
  ssksUrl: ssks,
});
