import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

const KNOWN = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser of this machine, if it has one; `CHROMIUM` names another. */
export const chromiumPath = (): string | undefined =>
  [process.env.CHROMIUM ?? '', ...KNOWN].find((path) => path !== '' && existsSync(path));

/**
 * Whether the browser tests can run. Without a browser they are skipped with a word on a developer's machine, and
 * fail where nobody would read that word.
 */
export const canBrowse = (): boolean => {
  if (chromiumPath() !== undefined) return true;
  const mend = 'No Chromium found: install one (apt-get install chromium) or set CHROMIUM to its path.';
  if (process.env.CI === 'true') throw new Error(mend);
  console.warn(`${mend} The browser tests are skipped.`);
  return false;
};

export const openBrowser = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath() ?? '',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

export type Fault = { readonly rule: string; readonly help: string; readonly where: string };

/** What axe finds wrong on the page as it stands, its best practices included. */
export const faultsOf = async (page: Page): Promise<Fault[]> => {
  await page.evaluate(await readFile(axePath, 'utf8'));
  const report: unknown = await page.evaluate('axe.run(document)');
  if (typeof report !== 'object' || report === null || !('violations' in report))
    throw new Error('axe did not run');
  const { violations } = report;
  if (!Array.isArray(violations)) throw new Error('axe did not answer with violations');
  return violations.map((violation) => ({
    rule: String(violation.id),
    help: String(violation.help),
    where: JSON.stringify(violation.nodes?.map((node: { html?: string }) => node.html).slice(0, 3)),
  }));
};
