import { type Context, Hono } from 'hono';
import { isGood, uploadIdIn } from './file-addresses.ts';
import { readableUrl } from './wire-text.ts';
import type { World } from './world.ts';

/**
 * The host that uploads lie on: no API, no token; whoever has a signed address may fetch, until it expires.
 * Whether Stream's CDN lets pages of other origins read its answers is not published: the switch `files.cors`. What is not there is
 * refused like what may not be had, as Amazon's storage does when nobody may list it (assumed for Stream's).
 *
 * Left out: ranges, resizing, caching.
 */
export const fileApp = (world: World): Hono => {
  const app = new Hono();
  app.get('*', (context) => {
    const { pathname, search, searchParams } = new URL(context.req.url);
    world.wire('in', 'http', readableUrl(pathname + search));
    const found = isGood(world, pathname, searchParams) ? readUpload(world, uploadIdIn(pathname)) : undefined;
    allowPages(world, context, found !== undefined);
    if (!found) return context.body(DENIED, 403, { 'content-type': 'application/xml' });
    return context.body(new Uint8Array(found.bytes), 200, {
      'content-type': found.mimeType,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=3600',
    });
  });
  return app;
};

const DENIED =
  '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access denied</Message></Error>';

const readUpload = (world: World, id: string) => {
  const upload = world.state.uploads.get(id);
  const bytes = upload && world.files.read(upload.id);
  return upload && bytes ? { mimeType: upload.mimeType, bytes } : undefined;
};

const allowPages = (world: World, context: Context, isFound: boolean): void => {
  const { cors } = world.faults.get().files;
  if (cors === 'always' || (cors === 'files' && isFound)) context.header('access-control-allow-origin', '*');
};
