import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { PAGE_HEADERS, page } from '../platform/page.ts';
import type { Snapshot } from '../platform/snapshot.ts';
import type { IdentityState } from './identity-state.ts';
import { errorPage, loginPage } from './pages.ts';
import { readBody } from './read-body.ts';
import { userName, userNamed } from './users.ts';

const PATH = /^\/interaction\/([A-Za-z0-9_-]+)$/;

/** Koa middleware: the log-in page of the authorization code flow, at `/interaction/<uid>`. */
export const login =
  (provider: Provider, snapshot: Snapshot<IdentityState>) =>
  async (context: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    const uid = PATH.exec(context.path)?.[1];
    if (!uid) return next();
    const known = await provider.interactionDetails(context.req, context.res).catch(() => null);
    if (known?.uid !== uid)
      return show(context, 400, errorPage('expired', 'This sign-in has ended or was never begun.'));
    if (context.method !== 'POST') return show(context, 200, loginPage(uid, hintOf(known)));
    const form = new URLSearchParams((await readBody(context.req)) ?? '');
    const typed = form.get('name') ?? '';
    const { data: name, error } = userName.safeParse(typed);
    if (!name) return show(context, 400, loginPage(uid, typed, `A name ${error?.issues[0]?.message}.`));
    const accountId = userNamed(snapshot, name).user.userId;
    const result = { login: { accountId }, consent: TYPED };
    context.redirect(await provider.interactionResult(context.req, context.res, result));
    context.status = 303;
  };

/**
 * Who typed their name meant to sign in. oidc-provider wants that said each time an app on a phone asks, because any app may use its
 * scheme [pub: RFC 8252, section 8.6].
 */
const TYPED = {};

/** Whom the app expects: its `login_hint`. */
const hintOf = ({ params }: { params: Record<string, unknown> }): string =>
  userName.safeParse(params.login_hint).data ?? '';

const show = async (context: KoaContextWithOIDC, status: number, shown: Parameters<typeof page>[0]) => {
  context.status = status;
  context.set(PAGE_HEADERS);
  context.type = 'html';
  context.body = String(await page(shown));
};
