import { html } from 'hono/html';
import type { Html, Page } from '../platform/page.ts';
import type { StackUrls } from '../stack/stack-urls.ts';
import type { Metrics } from './read-metrics.ts';

/** Shown while parts of the stack are not up yet. */
export const startingPage = (): Page => ({
  title: 'Starting',
  refreshSeconds: 1,
  body: html`<header><h1>Sealed Stream is starting</h1></header><p>This page comes back by itself.</p>`,
});

const PARTS: [key: keyof StackUrls, name: string, what: string][] = [
  ['api', 'Messaging API', 'The functions of the template, as they would be deployed, behind a gateway'],
  ['stream', 'Stream', 'Emulator: carries and stores messages'],
  ['fileHosts', 'Uploads', "Stands in for Stream's CDN: signed addresses, good for 14 days"],
  [
    'seald',
    'Seald',
    'Emulator: identities and encryption sessions; encryption itself happens on the devices',
  ],
  ['ssks', 'Seald key storage', 'Emulator of SSKS: one half of the two-man rule, and the sender of codes'],
  ['issuer', 'Identity provider', "Stands in for your company's: sign in with any name"],
];

const COUNTS: [metric: string, what: string][] = [
  ['HookRefused', 'messages that the hook refused'],
  ['HookFailedOpen', 'messages that Stream let through because the hook did not answer'],
  ['MessagesSwept', 'messages that were stored without encryption and deleted again'],
  ['SweepsHeldBack', 'ciphertext among them that was not deleted: too much for one day'],
];

/** The stack's own page: what runs here, where to look, what was counted, and which other apps may use it. */
export const homePage = (urls: StackUrls, origins: readonly string[], metrics: Metrics): Page => ({
  title: 'Local stack',
  body: html`<header><h1>Sealed Stream</h1><span class="mark">running on this machine</span></header>
<p>End-to-end encrypted chat in your own AWS account. Stream carries the messages, Seald encrypts them on the devices,
and this project is everything between. Here all of it runs without any account.</p>
<h2>See people chat</h2>
<div class="grid">
<a class="card" href="/"><strong>Web app</strong><br>Open it as Alice, as Bob and as anybody else, each in a window of their own.</a>
</div>
<p class="soft">Or in a terminal, without a browser: <code>npm run demo</code>. Both use the vendors' real SDKs.</p>
<h2>Look behind the scenes</h2>
<div class="grid">
<a class="card" href="/dashboard"><strong>Dashboard</strong><br>What Stream stores: the operator's view. In encrypted channels, ciphertext only.</a>
<a class="card" href="/inbox"><strong>Inbox</strong><br>The phone and mailbox of everyone: the codes that would be sent by SMS.</a>
<a class="card" href="/stack.json"><strong>stack.json</strong><br>All addresses, for clients and scripts.</a>
</div>
<h2>What was counted</h2>
<div class="scroll" role="region" aria-label="What was counted" tabindex="0"><table>
<tbody>${COUNTS.map(([metric, what]) => html`<tr><td><code>${metric}</code></td><td>${metrics[metric] ?? 0}</td><td class="soft">${what}</td></tr>`)}</tbody>
</table></div>
<h2>What runs</h2>
<div class="scroll" role="region" aria-label="What runs" tabindex="0"><table>
<thead><tr><th>Part</th><th>Address</th><th>What it is</th></tr></thead>
<tbody>${PARTS.map(([key, name, what]) => html`<tr><td>${name}</td><td><code>${urls[key]}</code></td><td class="soft">${what}</td></tr>`)}</tbody>
</table></div>
<h2>Apps of your own</h2>
${otherApps(origins)}`,
});

const otherApps = (origins: readonly string[]): Html =>
  origins.length === 0
    ? html`<p>Pages of other origins may not use API, sign-in and inbox. To let one in, start with its origin:
<code>npm start -- --origin http://localhost:5173</code></p>`
    : html`<p>Pages of these origins may use API, sign-in and inbox, as the web app does:</p>
<ul>${origins.map((origin) => html`<li><code>${origin}</code></li>`)}</ul>`;
