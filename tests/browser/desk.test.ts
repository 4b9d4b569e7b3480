/** The injection desk in a real browser: by the keyboard alone, on a phone, in both languages. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { canBrowse, openBrowser } from './browser.ts';
import { atDesk, countKeys, type DeskSite, openDeskSite, scan, sound, vialCode } from './desk-site.ts';
import { signIn, TEACHER, visit } from './people-site.ts';

/**
 * What a practised hand needs, by the keystroke-level model (Card, Moran and Newell, 1980): 0.28 s a key for an average
 * typist, 1.35 s each time something is read and decided; and two seconds to aim a scanner.
 */
const seconds = ({ keys, decisions, scans }: { keys: number; decisions: number; scans: number }): number =>
  keys * 0.28 + decisions * 1.35 + scans * 2;
/** An injection is recorded in less. */
const TARGET_S = 20;

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
    await page.getByText('N’injectez rien de plus').waitFor();
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

  test('in English, by name and by hand, in less than twenty seconds of work', async () => {
    const page = await enter('en');
    const keys = await countKeys(page);
    await open(page, 'Imaginaire 30/09/1949');
    await page.keyboard.press('n');
    await page.locator('#vial-title:focus').waitFor();
    await scan(page, vialCode('EJ6795'));
    await page.getByText(/Vial read.*EJ6795/).waitFor();
    await page.keyboard.press('g');
    await page.locator('#act-record:focus').waitFor();
    await page.locator('.desk-warnings[data-state="clear"]').waitFor();
    await sound(page, 'ready-en');
    await page.keyboard.press('Enter');
    await page.locator('#desk-next:focus').waitFor();
    await page.getByRole('heading', { name: 'Recorded' }).waitFor();
    // Who it is, what may be given, what was answered, which vial, what is warned of.
    expect(seconds({ keys: await keys(), decisions: 5, scans: 1 })).toBeLessThan(TARGET_S);
    await sound(page, 'done-en');
  });

  test('by the code a person shows, from elsewhere: the glass is broken, and nothing is spelt', async () => {
    const phone = await visit(browser, `${site.url}/login?lang=en&next=me`, {
      ...{ locale: 'en-GB', viewport: { width: 390, height: 844 } },
    });
    opened.push(phone);
    await signIn(phone, TEACHER);
    const shown = phone.waitForResponse(/\/api\/me\/summons/);
    await phone.getByRole('button', { name: 'Show my code' }).click();
    const read: unknown = await (await shown).json();
    const { code } = z.object({ code: z.string() }).parse(read);
    await phone.locator('#my-summons-shown:focus').waitFor();
    await phone.getByRole('img', { name: 'Desk code to scan' }).waitFor();
    await sound(phone, 'summons', [390, 1440]);

    const page = await enter('en', { colorScheme: 'dark' });
    const keys = await countKeys(page);
    await scan(page, code);
    await page.locator('#glass-form-title:focus').waitFor();
    await sound(page, 'glass-en-dark');
    await page.getByLabel('Reason').fill('On holiday in Mende, in front of me with an appointment.');
    await page.getByRole('button', { name: 'Break the glass' }).click();
    await page.locator('#who-title:focus').waitFor();
    await page.keyboard.press('n');
    await page.locator('#vial-title:focus').waitFor();
    await scan(page, vialCode('EJ6795'));
    await page.getByText(/Vial read/).waitFor();
    await page.keyboard.press('g');
    await page.locator('#act-record:focus').waitFor();
    await page.locator('.desk-warnings[data-state="clear"]').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('#desk-next:focus').waitFor();
    expect(seconds({ keys: await keys(), decisions: 5, scans: 2 })).toBeLessThan(TARGET_S / 1.5);
    expect(page.url()).not.toContain(code);
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
    // What a vial may hold has come with what the desk needs to work without network.
    await page.getByText('prêt à travailler sans réseau').waitFor();
    await page.locator('#find-title').focus();
    await scan(page, vialCode('EK0001'));
    await page.getByText('Il servira à la prochaine personne ouverte').waitFor();
    await open(page, 'Imaginaire 30/09/1949');
    expect(await page.locator('#act-lot').inputValue()).toBe('EK0001');
  });

  test('behind the lock neither the scanner nor a key does anything', async () => {
    const page = await enter();
    await open(page, 'Factice 15/01/2002');
    await page.getByRole('button', { name: 'Ma session' }).click();
    await page.getByLabel('Nouveau code').fill('482913');
    await page.getByRole('button', { name: 'Poser ce code' }).click();
    await page.getByText('Code posé').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Verrouiller' }).click();
    await page.getByLabel('Code à six chiffres').waitFor();
    await scan(page, vialCode('EJ6795'));
    await page.keyboard.press('Control+Enter');
    await page.getByLabel('Code à six chiffres').fill('482913');
    await page.keyboard.press('Enter');
    await page.locator('#who-title', { hasText: 'FACTICE' }).waitFor();
    expect(await page.locator('#act-lot').inputValue()).toBe('');
    expect(await page.getByText('Répondez à chaque question').count()).toBe(0);
    await scan(page, vialCode('EJ6795'));
    await page.getByText(/Flacon lu.*EJ6795/).waitFor();
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
