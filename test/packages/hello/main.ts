import { UserManager } from 'oidc-client-ts';
import { openChat } from './chat.js';

// Where everything is. A deployment serves a file like it to its own clients.
const stack = await (await fetch('http://127.0.0.1:4000/stack.json')).json();

const auth = new UserManager({
  authority: stack.issuer,
  client_id: 'web', // the local provider's client for pages
  scope: 'openid profile',
  redirect_uri: `${location.origin}/`,
});
if (new URLSearchParams(location.search).has('code')) {
  await auth.signinRedirectCallback();
  history.replaceState(null, '', '/');
}
const user = await auth.getUser();
if (!user) await auth.signinRedirect();
else {
  const name = user.profile.name ?? '';
  const accessToken = async () => (await auth.getUser())?.access_token ?? '';
  const ask = async (what: string) => prompt(what) ?? ''; // codes arrive in the stack's inbox
  const chat = await openChat(stack, { name, accessToken, ask });
  document.body.append(`${name} is connected: ${chat.connectionState()}`);
}
