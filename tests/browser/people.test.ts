/** People and access in a real browser, on the real server and database, signed in through real OpenID Connect. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { canBrowse, faultsOf, openBrowser } from './browser.ts';
import {
  DOCTOR,
  FIREFIGHTER,
  MANAGER,
  NURSE,
  OFFICER,
  openPeopleSite,
  type PeopleSite,
  RETIRED,
  search,
  signIn,
  sound,
  TEACHER,
  title,
  type Visitor,
  visit,
  WATCH,
} from './people-site.ts';

const FIRST_SCREEN_BYTES_MAX = 250_000;

describe.skipIf(!canBrowse())('people and access', () => {
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

  const open = async (path: string, options: BrowserContextOptions = {}): Promise<Page> => {
    const page = await visit(browser, site.url + path, options);
    opened.push(page);
    return page;
  };
  /** Whoever vaccinates begins at the desk: here they go to the people. */
  const pathOf = (who: Visitor): string => (who === NURSE ? '/people?lang=fr' : '/login?lang=fr');
  const enter = async (who: Visitor, path = pathOf(who), options: BrowserContextOptions = {}) => {
    const page = await open(path, options);
    await signIn(page, who);
    return page;
  };
  test('a doctor of two places signs in, says where she works, and is brought to the search', async () => {
    const page = await open('/people?lang=fr');
    await title(page, /Qui êtes-vous/);
    await sound(page, 'login');
    await signIn(page, DOCTOR);
    await title(page, /À quel titre/);
    await sound(page, 'situations');
    await page.getByRole('button', { name: 'Commencer' }).click();
    await page.getByText('Choisissez une situation.').waitFor();
    await page.getByRole('radio', { name: /Mende/ }).check();
    await page.getByRole('button', { name: 'Commencer' }).click();
    await title(page, /Qui est devant vous/);
    expect(new URL(page.url()).pathname).toBe('/people');
    await page.locator('.session-who', { hasText: 'Camille Exemple' }).waitFor();
    await page.locator('.session-who', { hasText: 'Mende' }).waitFor();
  });

  test('a nurse finds somebody by the keyboard alone, and reads the record', async () => {
    const page = await enter(NURSE);
    await title(page, /Qui est devant vous/);
    await sound(page, 'search');
    await page.getByLabel('Numéro national').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.type('exemplere');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('11021938');
    await page.keyboard.press('Enter');
    await page.locator('#results-title:focus').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('#sheet-title:focus', { hasText: 'EXEMPLAIRE Jeanne Marie' }).waitFor();
    await page.getByText('11 février 1938').first().waitFor();
    await page.locator('.sheet').getByText('Provisoire', { exact: true }).waitFor();
    await sound(page, 'sheet');
    expect(page.url()).not.toMatch(/exempl|1938/i);
    const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]));
    expect(kept).not.toMatch(/exempl|1938/i);
  });

  test('what is too little to search says what is missing, and keeps what was typed', async () => {
    const page = await enter(NURSE);
    await page.locator('.search').getByLabel('Nom', { exact: true }).fill('Exemplaire');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('Il en faut un peu plus').waitFor();
    await page.getByLabel('Numéro national').fill('2380248095012');
    await page.getByText(/Il manque la clé.*une femme née en février/).waitFor();
    await page.getByLabel('Numéro national').fill('238024809501299');
    await page.getByText(/la clé, ne vont pas/).waitFor();
    expect(await page.locator('.search').getByLabel('Nom', { exact: true }).inputValue()).toBe('Exemplaire');
    expect(await faultsOf(page)).toEqual([]);
    await page.getByLabel('Numéro national').fill('');
    await page.context().setOffline(true);
    await page.getByLabel('Date de naissance').fill('11/02/1938');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('Le serveur ne répond pas').waitFor();
    await page.context().setOffline(false);
    await page.getByLabel('Date de naissance').press('Enter');
    await page.locator('.result', { hasText: 'EXEMPLAIRE' }).waitFor();
  });

  test('a person like one already known is shown beside them before being registered', async () => {
    const page = await enter(NURSE);
    await search(page, ['Imaginere', '30/09/1949']);
    await page.getByRole('button', { name: 'Enregistrer une nouvelle personne' }).click();
    const form = page.locator('.registering');
    await form.getByRole('button', { name: 'Enregistrer', exact: true }).click();
    await form.getByText('À remplir.').first().waitFor();
    expect(await form.getByLabel('Nom de naissance').first().inputValue()).toBe('Imaginere');
    await form.getByLabel('Prénoms').first().fill('Lucien');
    await form.getByRole('radio', { name: 'Homme' }).check();
    await form.getByLabel('Code postal').fill('48400');
    await form.getByLabel('Commune').fill('Florac Trois Rivières');
    await form.getByRole('button', { name: 'Enregistrer', exact: true }).click();
    await page.locator('#candidates-title:focus').waitFor();
    await page.locator('.candidate', { hasText: 'IMAGINAIRE' }).first().waitFor();
    await sound(page, 'candidates');
    await page.getByRole('button', { name: /Une autre personne/ }).click();
    await page.locator('#sheet-title:focus', { hasText: 'IMAGINERE Lucien' }).waitFor();
    await page.getByText('Enregistrée.').waitFor();
  });

  test('an identity is rectified, and the record tells it was', async () => {
    const page = await enter(NURSE, '/people?lang=en', { locale: 'en-GB' });
    await search(page, ['Factice', '15/01/2002']);
    await page.locator('.result').first().click();
    await page.getByRole('button', { name: 'Rectify' }).click();
    // Another hand is quicker: what it changed is told, and this hand loses nothing.
    const other = await page.context().newPage();
    await other.goto(`${site.url}/people?lang=en`);
    await search(other, ['Factice', '15/01/2002']);
    await other.locator('.result').first().click();
    await other.getByRole('button', { name: 'Rectify' }).click();
    await other.locator('.registering').getByText('Reach the person').click();
    await other.locator('.registering').getByLabel('Phone').first().fill('0600000000');
    await other.getByRole('button', { name: 'Save the rectification' }).click();
    await other.getByText('Rectified once').waitFor();
    await other.close();
    await sound(page, 'rectify');
    await page.locator('.registering').getByText('Reach the person').click();
    await page.locator('.registering').getByLabel('E-mail').fill('noe@exemple.invalid');
    await page.getByLabel('Identity paper seen now').selectOption('passport');
    await page.getByRole('button', { name: 'Save the rectification' }).click();
    await page.getByRole('alert').getByText('Somebody else has just rectified this record').waitFor();
    await page.getByRole('alert').getByText('0600000000').waitFor();
    await sound(page, 'rectified-meanwhile');
    await page.getByRole('button', { name: 'Save the rectification' }).click();
    await page.locator('#sheet-title:focus', { hasText: 'FACTICE Noé' }).waitFor();
    await page.getByText('Rectified 2 times').waitFor();
    await page.locator('.sheet').getByText('0600000000').waitFor();
    await page.locator('.sheet').getByText('Validated', { exact: true }).waitFor();
  });

  test('somebody of elsewhere is opened by breaking the glass, with a reason', async () => {
    const page = await enter(NURSE);
    await search(page, ['Inventée', '04/06/1972']);
    await page.locator('.result', { hasText: 'Hors de votre territoire' }).click();
    await page.locator('#glass-form-title:focus').waitFor();
    await page.getByRole('button', { name: 'Briser la glace' }).click();
    await page.getByText('Écrivez une phrase').waitFor();
    await sound(page, 'glass');
    await page.getByLabel('Motif').fill('Elle est devant moi, en vacances à Mende.');
    await page.getByRole('button', { name: 'Briser la glace' }).click();
    await page.locator('#sheet-title:focus', { hasText: 'INVENTÉE Sophie Anne' }).waitFor();
  });

  test('identity watch reads a pair, merges it, sees it merged, and undoes it', async () => {
    const page = await enter(WATCH);
    await title(page, /Une personne, ou deux/);
    const pair = page.locator('.pair-view', { hasText: 'IMAGINERE' });
    await pair.waitFor();
    await pair.locator('.pair-row[data-mark="same"]', { hasText: '30 septembre 1949' }).waitFor();
    await sound(page, 'pair');
    await pair.getByRole('button', { name: /Plus tard/ }).focus();
    await page.keyboard.press('m');
    const sure = page.getByRole('button', { name: 'Rapprocher quand même' });
    const merged = page.getByRole('status').getByText(/Rapprochés.*IMAGIN/);
    await sure.or(merged).waitFor();
    if (await sure.isVisible()) await sure.click();
    await merged.waitFor();
    const line = page.locator('#merges li', { hasText: 'IMAGINERE' });
    await line.waitFor();
    await sound(page, 'merged');
    await line.getByRole('button', { name: /Défaire/ }).click();
    await line.getByRole('button', { name: 'Oui, défaire' }).click();
    await page.getByText('Rapprochement défait').waitFor();
    await line.waitFor({ state: 'detached' });
  });

  test('a manager delegates a firefighter for the week-end, who joins with the code', async () => {
    const manager = await enter(MANAGER, '/team?lang=fr');
    await title(manager, /Qui travaille ici/);
    const form = manager.locator('form', { hasText: 'Déléguer un accès' });
    await form.getByRole('button', { name: /Déléguer et montrer/ }).click();
    await form.getByText('À remplir.').first().waitFor();
    await sound(manager, 'team-form');
    await form.getByLabel('Nom de naissance').fill('de la Pompe-Fictive');
    await form.getByLabel('Prénoms').fill('Émile');
    await form.getByLabel('Date de naissance').fill('21/05/1990');
    await form.getByLabel('Qualité').selectOption('firefighter');
    await form.getByRole('button', { name: 'Ce week-end' }).click();
    // Whatever the day this runs: he works from now.
    await form.getByRole('button', { name: '7 jours' }).click();
    await form.getByRole('button', { name: /Déléguer et montrer/ }).click();
    await manager.locator('#code-title:focus').waitFor();
    const code = (await manager.locator('.code-text').textContent()) ?? '';
    expect(code).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{1,4})+$/);
    await sound(manager, 'team-code');
    await manager.getByText('Code non saisi').waitFor();

    const helper = await enter(FIREFIGHTER);
    await title(helper, /Ce qui est gardé de vous/);
    await helper.getByRole('link', { name: 'Saisissez-le ici' }).click();
    await helper.getByLabel('Code de délégation').fill('ZZZZ-ZZZZ-ZZZZ');
    await helper.getByRole('button', { name: 'Rejoindre le centre' }).click();
    await helper.locator('.field-error').first().waitFor();
    await helper.getByLabel('Code de délégation').fill(code.toLowerCase());
    await helper.getByRole('button', { name: 'Rejoindre le centre' }).click();
    await helper.locator('#join-said:focus', { hasText: 'une nouvelle situation' }).waitFor();
    await helper.getByRole('radio', { name: /Vaccinateur délégué/ }).check();
    await sound(helper, 'joined');
    await helper.getByRole('button', { name: 'Commencer' }).click();
    await title(helper, /Poste d’injection/);

    await manager.reload();
    await manager.locator('.lines li', { hasText: 'En cours' }).waitFor();
    await manager.getByRole('button', { name: /Mettre fin/ }).click();
    await manager.getByRole('button', { name: 'Oui, mettre fin' }).click();
    await manager.getByText('Arrêtée').waitFor();
  });

  test('a citizen sees who looked, takes everything away, opposes research, asks to be erased', async () => {
    const page = await enter(TEACHER, '/login?lang=en', { locale: 'en-GB' });
    await title(page, /What is held about you/);
    const glass = page.locator('.look[data-unusual]').first();
    await glass.getByText('Broke the glass to see you').waitFor();
    await glass.getByText('Dominique Modèle').waitFor();
    await sound(page, 'me');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download everything' }).click();
    expect((await download).suggestedFilename()).toMatch(/^rappel-.*\.json$/);
    await page.getByText('The file is in your downloads.').waitFor();
    await page.getByText('Oppose the use of my data for research').click();
    await page.getByText('Done: your data no longer serve research.').waitFor();
    await page.getByRole('radio', { name: 'Erase' }).check();
    await page.getByLabel('Say it in your words').fill('I would rather not be here.');
    await page.getByRole('button', { name: 'Send the request' }).click();
    await page.locator('.lines li', { hasText: 'Erasure' }).getByText('Waiting').waitFor();
    await sound(page, 'me-asked');
  });

  test('the officer reviews the glass, sees the chain hold, and answers the erasure', async () => {
    const page = await enter(OFFICER);
    await title(page, /Les accès sont-ils/);
    const glass = page.locator('#glass li', { hasText: 'en vacances à Mende' });
    await glass.waitFor();
    await page.getByText('La chaîne tient').waitFor();
    await sound(page, 'oversight');
    await glass.getByRole('button', { name: /Marquer comme relu/ }).click();
    await page.getByText('Marqué comme relu.').waitFor();
    const request = page.locator('#requests li', { hasText: 'I would rather not be here.' });
    await request.getByRole('button', { name: /Effacer la personne/ }).click();
    await request.getByRole('button', { name: 'Oui, effacer pour toujours' }).click();
    await page.getByText('la personne est effacée').waitFor();
    const again = await enter(TEACHER);
    await again.getByText('Nous ne gardons rien sous votre identité').waitFor();
    await sound(again, 'me-unknown');
  });

  test('a locked tablet hides the page, and gives back what was typed', async () => {
    const page = await enter(NURSE);
    await page.getByRole('button', { name: 'Ma session' }).click();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByLabel('Nouveau code').fill('111111');
    await page.getByRole('button', { name: 'Poser ce code' }).click();
    await page.locator('.popover .field-error').waitFor();
    await page.getByLabel('Nouveau code').fill('482913');
    await page.getByRole('button', { name: 'Poser ce code' }).click();
    await page.getByText('Code posé').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.search').getByLabel('Nom', { exact: true }).fill('Exemplaire');
    await page.getByRole('button', { name: 'Verrouiller' }).click();
    await title(page, 'Verrouillé');
    expect(await page.locator('.search').isVisible()).toBe(false);
    await sound(page, 'locked');
    await page.getByLabel('Code à six chiffres').fill('482914');
    await page.keyboard.press('Enter');
    await page.locator('.gate .field-error').waitFor();
    await page.getByLabel('Code à six chiffres').fill('482913');
    await page.keyboard.press('Enter');
    await title(page, /Qui est devant vous/);
    expect(await page.locator('.search').getByLabel('Nom', { exact: true }).inputValue()).toBe('Exemplaire');
    await page.getByRole('button', { name: 'Ma session' }).click();
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await page.waitForURL(/login|end/);
  });

  test('a session locked elsewhere covers the page in the middle of a question, which then goes on', async () => {
    const page = await enter(NURSE);
    await page.getByRole('button', { name: 'Ma session' }).click();
    await page.getByLabel('Nouveau code').fill('482913');
    await page.getByRole('button', { name: 'Poser ce code' }).click();
    await page.getByText('Code posé').waitFor();
    await page.keyboard.press('Escape');
    const beside = await page.context().newPage();
    await beside.goto(`${site.url}/people?lang=fr`);
    await beside.getByRole('button', { name: 'Verrouiller' }).click();
    await title(beside, 'Verrouillé');
    await beside.close();
    await page.locator('.search').getByLabel('Nom', { exact: true }).fill('Exemplaire');
    await page.getByLabel('Date de naissance').fill('11/02/1938');
    await page.keyboard.press('Enter');
    await title(page, 'Verrouillé');
    await page.getByLabel('Code à six chiffres').fill('482913');
    await page.keyboard.press('Enter');
    await page.locator('.result', { hasText: 'EXEMPLAIRE' }).waitFor();
    await page.locator('#results-title:focus').waitFor();
  });

  test.each(['fr', 'en'] as const)('the record of processing is for everybody: %s', async (lang) => {
    const page = await open(`/privacy?lang=${lang}`);
    await title(page, lang === 'fr' ? /Qui voit quoi/ : /Who sees what/);
    await page.locator('.processing').first().waitFor();
    expect(await page.locator('.roles tbody tr').count()).toBeGreaterThan(10);
    await sound(page, `privacy-${lang}`);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.roles').isVisible()).toBe(true);
    expect(await page.locator('.masthead').isVisible()).toBe(false);
  });

  test.each([
    ['fr', 'Connexion pas assez sûre'],
    ['en', 'Sign-in not sure enough'],
  ] as const)('a sign-in that did not succeed says why: %s', async (lang, why) => {
    const page = await open(`/login?lang=${lang}&problem=login-level`, { colorScheme: 'dark' });
    await page.getByRole('alert').getByText(why).waitFor();
    await sound(page, `login-problem-${lang}`);
  });

  test.each([
    ['identity', WATCH],
    ['oversight', OFFICER],
    ['people', NURSE],
    ['team', MANAGER],
    ['me', RETIRED],
  ] as const)('in English and in the dark: %s', async (path, who) => {
    const page = await enter(who, `/login?lang=en&next=${path}`, { locale: 'en-GB', colorScheme: 'dark' });
    await page.waitForURL(new RegExp(`/${path}`));
    await page.locator('h1').waitFor();
    await page.locator('.skeleton').first().waitFor({ state: 'detached' });
    await sound(page, `${path}-en-dark`);
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  });

  test('a page that is not of one’s situation says so, and offers one’s own', async () => {
    const page = await enter(RETIRED);
    await title(page, /Ce qui est gardé/);
    await page.goto(`${site.url}/oversight?lang=fr`);
    await title(page, /pas de votre situation/);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Changer de situation' }).click();
    await title(page, /À quel titre/);
    await page.goBack();
    await title(page, /pas de votre situation/);
  });

  test('the page weighs less than 250 kB compressed', async () => {
    const assets = await readdir(join(site.folder, 'assets'));
    const html = await readFile(join(site.folder, 'space.html'), 'utf8');
    const named = assets.filter((name) => html.includes(`assets/${name}`) && !/\.(?:gz|br)$/.test(name));
    expect(named.some((name) => name.endsWith('.js'))).toBe(true);
    const bytes = await Promise.all(
      named.map(async (name) => gzipSync(await readFile(join(site.folder, 'assets', name))).length),
    );
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(FIRST_SCREEN_BYTES_MAX);
  });
});
