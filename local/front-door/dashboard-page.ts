import { html } from 'hono/html';
import * as z from 'zod';
import { parseEncryptedText } from '../../shared/contract/encrypted-text.ts';
import type { Html, Page } from '../platform/page.ts';

export type Stored = {
  listChannels: () => unknown[];
  /** Throws for a channel that does not exist. */
  listMessages: (cid: string) => unknown[];
};

/** What the page names of a stored object; the rest is shown as it is. `createdAt`: Unix milliseconds. */
const named = z.looseObject({
  cid: z.string().default(''),
  text: z.string().default(''),
  type: z.string().default(''),
  userId: z.string().default(''),
  createdAt: z.number().optional(),
  custom: z.looseObject({ session_id: z.string().optional() }).default({}),
});
type Named = z.output<typeof named>;

/** The operator's view: every channel Stream stores or, with a `cid`, that channel's messages. */
export const dashboardPage = (stored: Stored, cid: string | undefined): Page => ({
  title: 'Dashboard',
  body: html`<header><h1>Dashboard</h1>${cid ? html`<span class="mark">${cid}</span>` : ''}</header>
<p class="soft">What the operator of the chat service sees: everything Stream stores, nothing left out. Texts in encrypted
channels are ciphertext here, because only the members' devices hold the keys.</p>
<nav><a href="/">Chat</a><a href="/stack">Stack</a>${cid ? html`<a href="/dashboard">All channels</a>` : ''}<a href="/inbox">Inbox</a></nav>
${cid ? messages(messagesOf(stored, cid) ?? []) : channels(stored.listChannels())}`,
});

/** The messages Stream stores in a channel; null when there is no such channel. */
export const messagesOf = (stored: Stored, cid: string): unknown[] | null => {
  try {
    return stored.listMessages(cid);
  } catch {
    return null;
  }
};

const channels = (list: unknown[]): Html =>
  list.length === 0
    ? html`<p class="card">No channel yet. <code>npm run demo</code> makes one.</p>`
    : html`${list.map(channel)}`;

const channel = (raw: unknown): Html => {
  const { cid, custom } = describe(raw);
  return html`<section class="card">
<a href="/dashboard?cid=${encodeURIComponent(cid)}"><strong>${cid}</strong></a>
${custom.session_id ? html` <span class="mark">encryption session ${custom.session_id}</span>` : ''}
${details(raw)}
</section>`;
};

const messages = (list: unknown[]): Html =>
  list.length === 0 ? html`<p class="card">No message in this channel.</p>` : html`${list.map(message)}`;

const message = (raw: unknown): Html => {
  const { text, type, createdAt, userId } = describe(raw);
  return html`<section class="card">
<strong>${userId}</strong> <span class="soft">${createdAt ? new Date(createdAt).toISOString() : ''} ${type}</span>
${verdict(text)}
<pre>${text}</pre>
${details(raw)}
</section>`;
};

const verdict = (text: string): Html | '' => {
  if (text === '') return '';
  return parseEncryptedText(text)
    ? html`<span class="mark">ciphertext</span>`
    : html`<strong class="warning">clear text</strong>`;
};

const details = (raw: unknown): Html =>
  html`<details><summary>As stored</summary><pre>${JSON.stringify(raw, null, 2)}</pre></details>`;

const describe = (raw: unknown): Named => named.catch(named.parse({})).parse(raw);
