import type { ClientMetadata } from 'oidc-provider';

/** The public client of the browser app. */
export const WEB_CLIENT = 'web';
/** The public client of apps on phones. */
const NATIVE_CLIENT = 'native';
/**
 * The scheme that phones open the app by: a domain name read backwards, with one slash before the path [pub: RFC 8252, section 7.1].
 * Nobody can own a scheme; what keeps a code from another app is PKCE (section 8.1).
 */
const NATIVE_SCHEME = 'io.example.sealedstream';

/** Neither can keep a secret, so both have the authorization code flow with PKCE, and neither may be sent to the addresses of the other. */
export const clients = (web: string): ClientMetadata[] => [
  {
    ...PUBLIC,
    client_id: WEB_CLIENT,
    redirect_uris: [`${web}/`, `${web}/callback`],
    post_logout_redirect_uris: [`${web}/`],
  },
  {
    ...PUBLIC,
    client_id: NATIVE_CLIENT,
    application_type: 'native',
    redirect_uris: [`${NATIVE_SCHEME}:/sign-in`],
    post_logout_redirect_uris: [`${NATIVE_SCHEME}:/signed-out`],
  },
];

const PUBLIC = {
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
} satisfies Partial<ClientMetadata>;
