import { html } from 'hono/html';
import type { Page } from '../platform/page.ts';

/** `to`: phone number or e-mail address. `sentAt`: RFC 3339. */
export type InboxMessage = { to: string; code: string; sentAt: string };

/** All codes that were sent, newest first: what people would read on their own phones. */
export const inboxPage = (messages: InboxMessage[], to: string | undefined): Page => ({
  title: 'Inbox',
  refreshSeconds: 2,
  body: html`<header><h1>Inbox</h1>${to ? html`<span class="mark">${to}</span>` : ''}</header>
<p class="soft">The phones and mailboxes that would have got a code. It comes from Seald's key storage; the backend never sees it.</p>
<nav><a href="/">Chat</a><a href="/stack">Stack</a>${to ? html`<a href="/inbox">Everyone</a>` : ''}<a href="/dashboard">Dashboard</a></nav>
${messages.length === 0 ? html`<p class="card">Nothing was sent${to ? ' here' : ''} yet. The page looks again every two seconds.</p>` : table(messages)}`,
});

const table = (
  messages: InboxMessage[],
) => html`<div class="card scroll" role="region" aria-label="Codes" tabindex="0"><table>
<thead><tr><th>To</th><th>Code</th><th>Sent</th></tr></thead>
<tbody>${messages.toReversed().map(row)}</tbody>
</table></div>`;

const row = ({ to, code, sentAt }: InboxMessage) => html`<tr>
<td><a href="/inbox?to=${encodeURIComponent(to)}">${to}</a></td>
<td class="code">${code}</td>
<td class="soft"><time datetime="${sentAt}">${sentAt}</time></td>
</tr>`;
