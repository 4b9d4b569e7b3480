/** The injection desk in a real browser: by the keyboard alone, on a phone, in both languages. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { canBrowse, openBrowser } from './browser.ts';
import { atDesk, type DeskSite, openDeskSite, scan, sound, vialCode } from './desk-site.ts';

describe.skipIf(!canBrowse())('the injection desk', () => {
  let site: DeskSite;
  let browser: Browser;
  const opened: Page[] = [];

  beforeAll(async () => {
    site = await openDeskSite();
    browser = await openBrowser();
    await site.receive('EJ6795');
    await site.receive('EK0001');
    await site.receive('BAD666');
    await site.receive('OLD111', { expiresOn: '2021-06-30' });
    await site.recall('BAD666', 'Particules vues dans des flacons');
  });
  afterEach(async () => {
    for (const page of opened.splice(0)) await page.context().close();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const enter = async (lang: 'fr' | 'en' = 'fr', options: BrowserContextOptions = {}) => {
    const page = await atDesk(browser, site, lang, options);
    opened.push(page);
    return page;
  };
  /** Types in the one field, Enter, Enter. */
  const open = async (page: Page, who: string) => {
    await page.locator('#desk-find').focus();
    await page.keyboard.type(who, { delay: 70 });
    await page.keyboard.press('Enter');
    await page.locator('.results button:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('#who-title:focus').waitFor();
  };

  test('by the keyboard alone: find, open, answer, scan, record, correct, next', async () => {
    const page = await enter();
    await sound(page, 'find');
    await open(page, 'Exemplaire 11/02/1938');
    await page.locator('.desk-today-words').waitFor();
    await sound(page, 'open');
    await page.keyboard.press('n');
    await page.getByText('Toutes répondues, rien à signaler').waitFor();
    await page.locator('#vial-title:focus').waitFor();
    await scan(page, vialCode('EJ6795'));
    await page.getByText(/Flacon lu.*EJ6795/).waitFor();
    expect(await page.locator('#act-lot').inputValue()).toBe('EJ6795');
    await page.keyboard.press('g');
    await page.locator('#act-record:focus').waitFor();
    await page.locator('.desk-warnings[data-state="clear"]').waitFor();
    await sound(page, 'ready');
    await page.keyboard.press('Enter');
    await page.locator('#desk-next:focus').waitFor();
    await page.getByRole('heading', { name: 'Enregistré' }).waitFor();
    await page.locator('.desk-next-words').waitFor();
    await page.getByRole('img', { name: 'Code à scanner' }).waitFor();
    await page.getByRole('link', { name: /PDF/ }).waitFor();
    await sound(page, 'done');

    // Back to the person, by the keyboard: the act is on the line, and corrected from there.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('#who-title:focus').waitFor();
    await page
      .getByRole('button', { name: /^Corriger/ })
      .first()
      .focus();
    await page.keyboard.press('Enter');
    await page.getByText('Corriger un acte').waitFor();
    await page.locator('#act-lot').fill('EK0001');
    await sound(page, 'correct');
    await page.keyboard.press('Control+Enter');
    await page.locator('#mend-reason:focus').waitFor();
    await page.locator('#mend-reason').selectOption('Mauvais lot saisi');
    await page.keyboard.press('Control+Enter');
    await page.locator('#desk-next:focus').waitFor();
    await page.getByText('EK0001').first().waitFor();
    expect(await page.locator('.desk-made').textContent()).toMatch(/^2/);
    await page.keyboard.press('Enter');
    await page.locator('#desk-find:focus').waitFor();
    expect(page.url()).not.toMatch(/exempl|1938/i);
  });

  test('a recalled lot shouts, an expired one too; a reason lets the professional go on', async () => {
    const page = await enter();
    await open(page, 'Beispiel 24/12/1985');
    await page.keyboard.press('n');
    await page.locator('#vial-title:focus').waitFor();
    await scan(page, vialCode('OLD111', '210630'));
    await page.getByRole('alert').getByText('LOT PÉRIMÉ').waitFor();
    await scan(page, vialCode('BAD666'));
    await page.getByRole('alert').getByText('LOT RAPPELÉ').waitFor();
    await page.getByText('Particules vues dans des flacons').first().waitFor();
    await sound(page, 'recalled');
    await page.locator('.desk-warnings[data-state="some"]').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.locator('#warnings-title:focus').waitFor();
    for (const reason of await page.getByLabel('Je continue parce que').all())
      await reason.selectOption('already-injected');
    await sound(page, 'warned');
    await page.keyboard.press('Control+Enter');
    await page.locator('#desk-next:focus').waitFor();
    // Entered for nothing: taken back, with a reason.
    await page.getByRole('button', { name: 'Revenir à cette personne' }).click();
    await page
      .getByRole('button', { name: /^Retirer/ })
      .first()
      .click();
    await page.locator('#cancel-title:focus').waitFor();
    await page.getByRole('button', { name: 'Retirer l’acte' }).click();
    await page.getByText('Dites pourquoi').waitFor();
    await page.locator('#mend-reason').selectOption('L’injection n’a pas eu lieu');
    await sound(page, 'cancel');
    await page.getByRole('button', { name: 'Retirer l’acte' }).click();
    await page.getByRole('heading', { name: 'Retiré' }).waitFor();
    await page.getByRole('button', { name: 'Revenir à cette personne' }).click();
    await page.locator('.desk-line [data-over]').first().waitFor();
  });

  test('a yes to a question says what to do; what is missing is told, and nothing written is lost', async () => {
    const page = await enter('en', { colorScheme: 'dark' });
    await open(page, 'Factice 15/01/2002');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Answer every question').waitFor();
    await page.locator('.desk-yes-no').first().getByRole('radio', { name: 'Yes' }).check();
    await page.locator('.desk-alert').first().waitFor();
    await sound(page, 'alert-en-dark');
    await page.keyboard.press('n');
    await page.locator('.desk-alert').first().waitFor({ state: 'detached' });
    await page.locator('#act-product').selectOption('PF');
    await page.locator('#act-lot').fill('ek0001');
    await page.locator('.desk-vial .said', { hasText: '2031' }).waitFor();
    await page.locator('#act-rank').fill('0');
    await page.keyboard.press('Control+Enter');
    await page.getByText('A rank from 1 to 20').waitFor();
    expect(await page.locator('#act-lot').inputValue()).toBe('EK0001');
    await page.keyboard.press('Escape');
    await page.locator('#who-title').focus();
    await page.keyboard.press('?');
    await page.locator('#help-title:focus').waitFor();
    await sound(page, 'help-en-dark');
  });

  test('somebody new is registered without leaving the desk', async () => {
    const page = await enter();
    await page.locator('#desk-find').fill('Nouvelle 03/03/1960');
    await page.keyboard.press('Enter');
    await page.locator('#results-title:focus').waitFor();
    await page.getByRole('button', { name: 'Enregistrer une nouvelle personne' }).click();
    const form = page.locator('.registering');
    await form.getByLabel('Prénoms').first().fill('Zoé');
    await form.getByRole('radio', { name: 'Femme' }).check();
    await form.getByRole('button', { name: 'Enregistrer', exact: true }).click();
    await page.locator('#who-title:focus', { hasText: 'NOUVELLE Zoé' }).waitFor();
    await page.locator('.desk-history .nothing').waitFor();
  });

  test('a vial scanned before anybody is open serves for the next person', async () => {
    const page = await enter();
    await page.locator('#find-title').focus();
    await scan(page, vialCode('EK0001'));
    await page.getByText('Il servira à la prochaine personne ouverte').waitFor();
    await open(page, 'Imaginaire 30/09/1949');
    expect(await page.locator('#act-lot').inputValue()).toBe('EK0001');
  });

  test('on a phone, by touch', async () => {
    const page = await enter('fr', {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    await page.locator('#desk-find').fill('Exemplaire 11/02/1938');
    await page.getByRole('button', { name: 'Trouver' }).tap();
    await page.locator('.result').first().tap();
    await page.locator('#who-title:focus').waitFor();
    await page.locator('#questions-clear').tap();
    await page.getByText('Toutes répondues').waitFor();
    await page.locator('#act-product').selectOption('PF');
    await page
      .locator('.desk-lots')
      .getByRole('radio', { name: /EJ6795/ })
      .tap();
    await page
      .locator('.desk-where')
      .getByRole('radio', { name: /Bras droit/ })
      .tap();
    await sound(page, 'phone', [390]);
  });
});
