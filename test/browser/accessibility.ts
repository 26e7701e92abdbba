import axe from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';

type Finding = {
  id: string;
  impact?: string | null;
  help: string;
  nodes: { target: unknown[]; html: string }[];
};
type InPage = { axe: { run: (options: object) => Promise<{ violations: Finding[] }> } };

/** Makes axe-core known to every page opened from now on. */
export const addAccessibilityChecks = (context: BrowserContext): Promise<unknown> =>
  context.addInitScript(axe.source);

/** What axe-core finds serious or critical on the page as it stands, a line for each element. */
export const seriousFindings = async (page: Page): Promise<string[]> => {
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as InPage).axe.run({ resultTypes: ['violations'] }),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, html }) => `${id}: ${help}: ${target.join(' ')} ${html.slice(0, 160)}`),
    );
};
