import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { WEB_CLIENT } from './clients.ts';

/**
 * Lets the browser client return to any path of these origins, after sign-in and after sign-out, with or without the final slash of the
 * origin: the paths of other apps are not known here. oidc-provider compares whole addresses; another rule is put in by these methods.
 */
export const allowReturnTo = ({ Client }: Provider, origins: readonly string[]): void => {
  const { redirectUriAllowed, postLogoutRedirectUriAllowed } = Client.prototype;
  const isOfApp = (clientId: string, uri: string) =>
    clientId === WEB_CLIENT &&
    !uri.includes('#') &&
    origins.some((origin) => uri === origin || uri.startsWith(`${origin}/`));
  Client.prototype.redirectUriAllowed = function (uri) {
    return isOfApp(this.clientId, uri) || redirectUriAllowed.call(this, uri);
  };
  Client.prototype.postLogoutRedirectUriAllowed = function (uri) {
    return isOfApp(this.clientId, uri) || postLogoutRedirectUriAllowed.call(this, uri);
  };
};

/**
 * Koa middleware: CORS of a path that is not oidc-provider's own, for these origins. For others it sets nothing, which browsers take
 * for a refusal.
 */
export const shareWith =
  (path: string, origins: readonly string[]) =>
  async (context: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    const origin = context.get('origin');
    if (context.path !== path || !origins.includes(origin)) return next();
    context.vary('origin');
    context.set('access-control-allow-origin', origin);
    if (context.method !== 'OPTIONS') return next();
    context.set({ 'access-control-allow-methods': 'POST', 'access-control-allow-headers': 'content-type' });
    context.status = 204;
  };
