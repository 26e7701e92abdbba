import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { PAGE_HEADERS, type Page } from '../platform/page.ts';

const CONFIRM = 'document.forms[0].submit()';
const CONFIRM_HASH = createHash('sha256').update(CONFIRM).digest('base64');

/** The log-in form: one field, no password. Anyone on this machine may be anyone. `name` is what the field begins with. */
export const loginPage = (uid: string, name = '', problem?: string): Page => ({
  title: 'Sign in',
  isNarrow: true,
  body: html`<form class="card" method="post" action="/interaction/${uid}">
<h1>Sign in</h1>
<p class="soft">to Sealed Stream</p>
${problem ? html`<p class="warning" role="alert" id="problem">${problem}</p>` : ''}
<label for="name">Your name</label>
<input id="name" name="name" value="${name}" required maxlength="50" autocomplete="username" autofocus${problem ? raw(' aria-invalid="true" aria-describedby="problem"') : ''}>
<button>Continue</button>
</form>
<p class="soft">This stands in for your company's identity provider. It asks for no password: a new name makes a new
person, a known name is that person again.</p>`,
});

const NAME_THE_APP = html`<p>An app of your own is let in when the stack is started with its origin:
<code>npm start -- --origin http://localhost:5173</code></p>`;

/** What a person sees when a sign-in cannot go on. */
export const errorPage = (error: string, description = ''): Page => ({
  title: 'Sign-in failed',
  body: html`<header><h1>Sign-in failed</h1></header>
<p>${description || 'The request to sign in was not understood.'}</p>
${error === 'invalid_redirect_uri' ? NAME_THE_APP : ''}
<p class="soft">Error <code>${error}</code>. Go back to the app and start again.</p>`,
});

/** Confirms a sign-out that was asked for in the app. `form` is what oidc-provider wants posted, without the answer. */
export const logoutPage = (form: string): Page => ({
  title: 'Signing out',
  isNarrow: true,
  body: html`<h1>Signing out …</h1>
${raw(form.replace('</form>', '<input type="hidden" name="logout" value="yes"></form>'))}
<script>${raw(CONFIRM)}</script>`,
});

/** The page's one script is named by its hash. */
export const logoutHeaders = {
  ...PAGE_HEADERS,
  'content-security-policy': `${PAGE_HEADERS['content-security-policy']}; script-src 'sha256-${CONFIRM_HASH}'`,
};
