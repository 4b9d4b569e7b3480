/** Signing in with a real browser by the providers of the demonstration: cookies, redirections and pages as it sees them. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SESSION_COOKIE } from '#http/identity.ts';
import { type RunningDemoProvider, startDemoProvider } from '#main/demo-provider.node.ts';
import { openSite, type Site } from '../oidc.ts';
import { canBrowse, faultsOf, openBrowser } from './browser.ts';

describe.runIf(canBrowse())('the providers of the demonstration, in a browser', () => {
  let demo: RunningDemoProvider;
  let site: Site;
  let browser: Browser;
  /** The site under its other name: browsers then take the provider for another site, as it is in earnest. */
  let home: string;

  beforeAll(async () => {
    const baseUrl = (): string => home;
    demo = await startDemoProvider({ port: 0, baseUrl });
    site = await openSite({ providers: demo.providers, baseUrl, now: () => new Date().toISOString() });
    home = site.url.replace('127.0.0.1', 'localhost');
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
    await demo.close();
  });

  test.each([
    ['fr-FR', 'light', 'Qui êtes-vous ?'],
    ['en-GB', 'dark', 'Who are you?'],
  ] as const)('sign somebody in, and out: %s, %s', async (locale, colorScheme, question) => {
    const context = await browser.newContext({ locale, colorScheme });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(`${home}/api/session/login?provider=psc&return=/people`);
    await page.getByRole('heading', { name: question }).waitFor();
    expect(await faultsOf(page)).toEqual([]);

    await page.getByRole('button', { name: /Dominique Modèle/ }).click();
    await page.waitForURL(`${home}/people`);
    const cookies = await context.cookies(home);
    expect(cookies.find(({ name }) => name === SESSION_COOKIE)).toMatchObject({
      httpOnly: true,
      sameSite: 'Lax',
    });

    const logout = await context.request.post(`${home}/api/session/logout`, { data: {} });
    const { to } = await logout.json();
    await page.goto(to);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button').first().click();
    await page.waitForURL(new RegExp(`^${home}/login`));
    expect(errors).toEqual([]);
    await context.close();
  });

  test('by the keyboard alone, on a narrow screen', async () => {
    const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
    const page = await context.newPage();
    await page.goto(`${home}/api/session/login?provider=franceconnect&return=/mine`);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${home}/mine`);
    await context.close();
  });

  test('one person after another on the same tablet, without signing out between', async () => {
    const context = await browser.newContext({ locale: 'en-GB' });
    const page = await context.newPage();
    for (const [name, path] of [
      ['Dominique Modèle', '/people'],
      ['Camille Exemple', '/login?choose&return=%2Fpeople'],
    ]) {
      await page.goto(`${home}/api/session/login?provider=psc&return=/people`);
      await page.getByRole('button', { name: new RegExp(name ?? '') }).click();
      await page.waitForURL(`${home}${path}`);
    }
    await context.close();
  });
});
