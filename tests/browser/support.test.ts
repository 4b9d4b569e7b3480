/** Support and the status page in a real browser: an error reported in one click, answered, followed; a status read by all. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { canBrowse, openBrowser } from './browser.ts';
import {
  NURSE,
  openPeopleSite,
  type PeopleSite,
  signIn,
  sound,
  title,
  type Visitor,
  visit,
} from './people-site.ts';

const AGENT: Visitor = { name: 'Ange Téléphone-Fictif', with: /ProConnect/ };

describe.skipIf(!canBrowse())('support', () => {
  let site: PeopleSite;
  let browser: Browser;
  const opened: Page[] = [];

  beforeAll(async () => {
    site = await openPeopleSite();
    browser = await openBrowser();
  });
  afterEach(async () => {
    for (const page of opened.splice(0)) await page.context().close();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const enter = async (who: Visitor, path: string): Promise<Page> => {
    const page = await visit(browser, site.url + path);
    opened.push(page);
    await signIn(page, who);
    return page;
  };

  test('reported in words by a nurse, answered by the support team, opened again, closed', async () => {
    const nurse = await enter(NURSE, '/support?lang=fr');
    await title(nurse, /Signaler, et suivre/);
    await nurse.getByRole('radio', { name: 'Je ne sais pas comment faire' }).check();
    await nurse.getByLabel(/En quelques mots/).fill('pour 2 38 02 48 095 900 12');
    await nurse.getByRole('button', { name: 'Envoyer le signalement' }).click();
    await nurse.getByText(/Ce texte désigne quelqu’un/).waitFor();
    await nurse.getByLabel(/En quelques mots/).fill('où trouver les lots du centre');
    await nurse.getByRole('button', { name: 'Envoyer le signalement' }).click();
    await nurse.getByText('Signalé. La réponse viendra ici.').waitFor();
    await sound(nurse, 'support');

    const agent = await enter(AGENT, '/support?lang=en');
    const report = agent.locator('#queue li', { hasText: 'où trouver les lots' }).first();
    await report.getByText(/Dominique/).waitFor();
    await report.getByLabel('Answer').fill('Sur la page du poste, sous « lots ».');
    await report.getByRole('button', { name: 'Answer', exact: true }).click();
    await report.getByText('Answered').first().waitFor();
    await sound(agent, 'queue');

    await nurse.reload();
    await nurse.getByText('Sur la page du poste, sous « lots ».').waitFor();
    await nurse.getByRole('button', { name: /Cela ne m’aide pas/ }).click();
    await nurse.getByText('C’est noté.').waitFor();
    await nurse.getByRole('button', { name: /C’est résolu/ }).click();
    await nurse.locator('.lines .chip', { hasText: 'Clos' }).waitFor();
  });

  test('what the server cannot do is reported in one click, without a name', async () => {
    const page = await enter(NURSE, '/people?lang=en');
    await page.route('**/api/people/search', (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          ...{ type: 'about:blank', title: 'The database does not answer', status: 503, detail: 'no answer' },
          ...{ code: 'unavailable', mend: 'Try again.', solver: 'wait', instance: 'abcd-1' },
        }),
      }),
    );
    await page.getByLabel('Family name').fill('Exemplaire');
    await page.getByLabel('Birth date').fill('11021938');
    await page.keyboard.press('Enter');
    const report = page.getByRole('button', { name: 'Report in one click' });
    await report.waitFor();
    const sent = page.waitForRequest('**/api/support/reports');
    await report.click();
    const body = (await sent).postDataJSON();
    expect(body).toMatchObject({
      subject: 'blocked',
      context: { page: '/people', code: 'unavailable', instance: 'abcd-1', language: 'en' },
    });
    expect(JSON.stringify(body)).not.toMatch(/Exemplaire|1938/);
    await page.getByText(/Reported, with its context/).waitFor();
  });

  test('everybody reads the status, in both languages, by phone', async () => {
    const page = await visit(browser, `${site.url}/status?lang=fr`);
    opened.push(page);
    await title(page, 'Tout fonctionne');
    expect(await page.locator('.parts > li').count()).toBe(5);
    await sound(page, 'status');
    await page.goto(`${site.url}/status?lang=en`);
    await title(page, 'Everything works');
    await page
      .getByRole('img', { name: /The last thirty days/ })
      .first()
      .waitFor();
  });
});
