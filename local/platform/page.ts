import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Pages run no script and load nothing, not even their icon: what they show was written by others. */
export const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** The mark of the web app (`client-example/web/src/ui/seal.svg`). A page without one is asked for `/favicon.ico`, and the browser complains in red. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="#0b6e5f"/><path d="M16 5.5 24.5 8.8v6.4c0 5.3-3.5 9.3-8.5 11.3-5-2-8.5-6-8.5-11.3V8.8z" fill="#fff"/></svg>',
)}`;

const STYLE = `
:root { color-scheme: light dark; --ink: #1b2430; --soft: #5b6675; --paper: #f5f6f8; --card: #fff; --line: #dde1e7; --accent: #0b6e5f; --accent-soft: #e0f2ee; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6eaf0; --soft: #98a3b3; --paper: #12161c; --card: #1a2029; --line: #2c3541; --accent: #5cc9b4; --accent-soft: #17352f; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
.narrow { display: grid; align-content: center; max-width: 30.5rem; min-height: 100dvh; }
.narrow .card { padding: 2.25rem 2rem; border-radius: 1rem; }
.narrow button { width: 100%; }
header { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; align-items: baseline; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0; letter-spacing: -.01em; }
h2 { font-size: 1.05rem; margin: 2.25rem 0 .75rem; }
p { margin: .5rem 0; max-width: 46rem; }
a { color: var(--accent); text-underline-offset: .15em; }
nav { display: flex; gap: 1rem; margin: .75rem 0 0; }
.soft { color: var(--soft); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.1rem; margin: .75rem 0; overflow-wrap: anywhere; }
.grid { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); }
.grid .card { margin: 0; }
a.card { color: inherit; text-decoration: none; }
a.card strong { color: var(--accent); }
a.card:hover { border-color: var(--accent); }
details { margin-top: .6rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: .85rem; }
th, td { padding: .45rem .9rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
code, pre, .code { font-family: ui-monospace, 'SF Mono', Menlo, Consolas, monospace; font-size: .88em; }
pre { margin: .6rem 0 0; padding: .8rem; background: var(--paper); border: 1px solid var(--line); border-radius: .4rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.code { font-size: 1.25rem; letter-spacing: .12em; color: var(--accent); }
.mark { display: inline-block; max-width: 100%; overflow-wrap: anywhere; padding: .05rem .5rem; border-radius: 1rem; font-size: .8rem; background: var(--accent-soft); color: var(--accent); }
.warning { color: #b3261e; } @media (prefers-color-scheme: dark) { .warning { color: #ff9b93; } }
summary { cursor: pointer; color: var(--soft); font-size: .9rem; }
label { display: block; font-weight: 600; margin-bottom: .35rem; }
input { font: inherit; width: 100%; padding: .6rem .7rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--paper); color: inherit; }
button { font: inherit; font-weight: 600; margin-top: .9rem; padding: .55rem 1.2rem; border: 0; border-radius: .4rem; background: var(--accent); color: var(--card); cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
`;

export type Page = {
  title: string;
  body: Html;
  refreshSeconds?: number;
  /** For a form: one narrow column in the middle. */
  isNarrow?: boolean;
};

/** A whole page in the house style, light and dark, with nothing loaded from elsewhere. Values in `html` templates are escaped. */
export const page = ({ title, body, refreshSeconds, isNarrow }: Page): Html => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refreshSeconds ? html`<meta http-equiv="refresh" content="${refreshSeconds}">` : ''}
<title>${title} · Sealed Stream</title>
<link rel="icon" href="${ICON}">
<style>${raw(STYLE)}</style>
</head>
<body><main${isNarrow ? raw(' class="narrow"') : ''}>${body}</main></body>
</html>`;
