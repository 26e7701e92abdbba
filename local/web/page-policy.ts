import type { StackUrls } from '../stack/stack-urls.ts';

/**
 * Headers of the web app's page. It runs its own files only, no inline script or style; it talks to the stack's servers and
 * to the hosts of files, and to nobody else; it shows pictures it decrypted itself (`blob:`, `data:`); nobody may put it into a frame.
 */
export const pageHeaders = (urls: StackUrls): Record<string, string> => {
  const { api, stream, seald, ssks, issuer, fileHosts } = urls;
  const policy: Record<string, string[]> = {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'font-src': ["'self'"],
    'img-src': ["'self'", 'blob:', 'data:'],
    'media-src': ['blob:'],
    'connect-src': ["'self'", api, stream, webSocketOf(stream), seald, ssks, issuer, ...fileHosts, 'blob:'],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
  };
  const directives = Object.entries(policy).map(([name, sources]) => `${name} ${sources.join(' ')}`);
  return {
    'content-security-policy': directives.join('; '),
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
  };
};

const webSocketOf = (origin: string): string => origin.replace(/^http/, 'ws');
