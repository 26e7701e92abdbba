import { html } from 'hono/html';
import type { Page } from '../platform/page.ts';

/** The log-in form: one field, no password. Anyone on this machine may be anyone. */
export const loginPage = (uid: string, problem?: string): Page => ({
  title: 'Sign in',
  body: html`<header><h1>Sign in</h1></header>
<form class="card" method="post" action="/interaction/${uid}">
<label for="name">Your name</label>
<input id="name" name="name" required maxlength="50" autocomplete="username" autofocus>
${problem ? html`<p class="warning" role="alert">${problem}</p>` : ''}
<button>Continue</button>
</form>
<p class="soft">This stands in for your company's identity provider. It asks for no password: a new name makes a new
person, a known name is that person again.</p>`,
});

/** What a person sees when a sign-in cannot go on. */
export const errorPage = (error: string, description = ''): Page => ({
  title: 'Sign-in failed',
  body: html`<header><h1>Sign-in failed</h1></header>
<p>${description || 'The request to sign in was not understood.'}</p>
<p class="soft">Error <code>${error}</code>. Go back to the app and start again.</p>`,
});
