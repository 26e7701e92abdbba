import type { Page } from 'playwright-core';

/** A second window as "duplicate tab" makes it: with a copy of the first one's sessionStorage, tokens among it. */
export const duplicateTab = async (page: Page): Promise<Page> => {
  const copy = await page.evaluate(() => Object.entries(sessionStorage));
  const second = await page.context().newPage();
  await second.addInitScript((entries) => {
    const COPIED = 'test-copied';
    if (!location.protocol.startsWith('http')) return; // an empty page may keep nothing
    if (sessionStorage.length > 0 || window.name === COPIED) return;
    window.name = COPIED;
    for (const [key, value] of entries) sessionStorage.setItem(key, value);
  }, copy);
  await second.goto(new URL(page.url()).origin);
  return second;
};

/** As if an hour had passed for the tokens of this window; the next reload needs new ones. */
export const anHourLater = (page: Page): Promise<void> =>
  page.evaluate(() => {
    for (const key of Object.keys(sessionStorage).filter((name) => name.startsWith('oidc.user:'))) {
      const user = JSON.parse(sessionStorage.getItem(key) ?? '{}');
      user.expires_at = Math.floor(Date.now() / 1000) + 30;
      sessionStorage.setItem(key, JSON.stringify(user));
    }
  });
