/** One person's page in a real browser, on the real server, with the real schedules: what a nurse does at seven in the evening. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createServer } from '#http/server.ts';
import { openShelf } from '#main/forecast.node.ts';
import { scheduleRoutes } from '#schedule/forecast.http.ts';
import { canBrowse, faultsOf, openBrowser } from './browser.ts';
import { buildSite } from './build.ts';

const FIRST_SCREEN_BYTES_MAX = 250_000;

/** No database: a schedule answers without one. */
const serve = async (web: string): Promise<FastifyInstance> =>
  createServer({
    ...scheduleRoutes({ shelf: await openShelf(), version: 'test' }),
    title: { fr: 'Rappel', en: 'Rappel' },
    version: 'test',
    identify: () => undefined,
    ready: async () => true,
    folders: { web },
  });

describe.skipIf(!canBrowse())('one person’s page', () => {
  let folder = '';
  let app: FastifyInstance;
  let url = '';
  let browser: Browser;
  let page: Page | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rappel-web-'));
    await buildSite(folder);
    app = await serve(folder);
    url = await app.listen({ port: 0, host: '127.0.0.1' });
    browser = await openBrowser();
  });
  afterEach(async () => {
    await page?.context().close();
    page = undefined;
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
    if (folder !== '') await rm(folder, { recursive: true });
  });

  const open = async (address: string, options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'fr-FR',
      reducedMotion: 'reduce',
      ...options,
    });
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(url + address);
    await page.locator('#field-birth').waitFor();
    return page;
  };
  const ENGLISH = '/schedule?lang=en&schedule=us-routine';
  const FRENCH = '/schedule?lang=fr&schedule=us-routine';
  /** On a day of its own, so that the seasons of the schedule do not change what is tested. */
  const example = async (opened: Page, name: string): Promise<void> => {
    await opened.locator('#field-assessment').fill('10/11/2025');
    await opened.getByRole('button', { name }).click();
    await opened.locator('.life').waitFor();
  };
  const group = (opened: Page, name: string): Locator =>
    opened.locator('details.group').filter({ has: opened.locator('.group-name', { hasText: name }) });
  const fits = (opened: Page) =>
    opened.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
  const focused = (opened: Page) =>
    opened.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.id);

  test.each([
    ['fr', 320, 'light', 'Un enfant en retard'],
    ['fr', 1440, 'light', 'Une adulte sans rate'],
    ['en', 320, 'light', 'An infant up to date'],
    ['en', 1440, 'light', 'A child behind schedule'],
    ['fr', 320, 'dark', 'Une adulte sans rate'],
    ['en', 1440, 'dark', 'A child behind schedule'],
  ] as const)('says nothing to axe and fits: %s, %i px, %s, %s', async (lang, width, colorScheme, name) => {
    const opened = await open(`/schedule?lang=${lang}&schedule=us-routine`, {
      viewport: { width, height: 800 },
      colorScheme,
    });
    expect(await faultsOf(opened)).toEqual([]);
    await example(opened, name);
    for (const one of await opened.locator('details.group > summary').all()) await one.click();
    expect(await faultsOf(opened)).toEqual([]);
    expect(await fits(opened)).toBe(true);
    await opened.getByRole('radio', { name: lang === 'fr' ? 'Tableau' : 'Table' }).click();
    await opened.locator('.tables-view table').first().waitFor();
    expect(await faultsOf(opened)).toEqual([]);
    expect(await fits(opened)).toBe(true);
    expect(await opened.evaluate(() => document.documentElement.lang)).toBe(lang);
  });

  test('opens on a calendar of everyday, with its examples, when the address names none', async () => {
    const opened = await open('/schedule?lang=fr');
    await expect(opened.locator('select').first().inputValue()).resolves.toBe('fr-routine');
    await opened.getByRole('button', { name: 'Un enfant en retard' }).click();
    await opened.locator('.life').waitFor();
  });

  test('an example draws a life: each dose with its worth, each group with what comes next', async () => {
    const opened = await open(ENGLISH);
    await example(opened, 'A child behind schedule');
    await expect(opened.locator('#answer-title').textContent()).resolves.toMatch(
      /^Due now: |^Due on 10 November 2025: /,
    );
    const measles = opened.locator('.life-row').filter({ hasText: 'Measles, mumps, rubella' });
    expect(await measles.locator('.sign[data-worth="Not Valid"]').count()).toBe(1);
    const said = await measles.locator('[role=img]').getAttribute('aria-label');
    expect(said).toMatch(/Overdue.*11.months, MMR.*Does not count: Age: Too Young/);
    const hepatitis = opened.locator('.life-row').filter({ hasText: 'Hepatitis B' });
    expect(await hepatitis.locator('.sign[data-worth="Valid"] text').allTextContents()).toEqual([
      '1',
      '2',
      '3',
    ]);
    expect(await opened.locator('.life-row .sign[data-worth="Valid"]').count()).toBeGreaterThan(8);
  });

  test('a dose given too early says why it does not count, with the rule, in both languages', async () => {
    const opened = await open(FRENCH);
    await example(opened, 'Un enfant en retard');
    await opened.getByRole('button', { name: 'Rougeole, oreillons, rubéole' }).first().click();
    const measles = group(opened, 'Rougeole, oreillons, rubéole');
    const dose = measles.locator('.mark[data-worth="Not Valid"]');
    await dose.getByText('Ne compte pas').waitFor();
    await dose.getByText('trop tôt pour l’âge').waitFor();
    await expect(dose.locator('cite').first().textContent()).resolves.toMatch(/section 6\.\d+/);
    await opened.getByRole('button', { name: 'Read in English' }).click();
    await group(opened, 'Measles, mumps, rubella').getByText('Does not count').waitFor();
    await expect(
      group(opened, 'Measles, mumps, rubella').locator('.mark[data-worth="Not Valid"]').textContent(),
    ).resolves.toMatch(/before the minimum age/);
  });

  test('a nurse never leaves the keyboard, and nothing she writes is kept or put in the address', async () => {
    const opened = await open(ENGLISH);
    const { keyboard } = opened;
    await opened.locator('#field-birth').focus();
    await keyboard.type('14072017');
    await opened.locator('#field-birth-said', { hasText: '14 July 2017' }).waitFor();
    await keyboard.press('Tab');
    await keyboard.press('Control+a');
    await keyboard.type('10112025');
    await keyboard.press('Tab');
    await keyboard.press('ArrowRight');
    await keyboard.press('Tab');
    await keyboard.type('17102025');
    await keyboard.press('Tab');
    await keyboard.type('9');
    await opened.getByRole('option', { name: /^Td \(adult\), adsorbed/ }).waitFor();
    await keyboard.press('Enter');
    await opened.waitForFunction(() => document.querySelectorAll('.dose-line').length === 2);
    await keyboard.type('10112025');
    await keyboard.press('Tab');
    await keyboard.type('tdap');
    await opened.getByRole('option', { name: /^Tdap/ }).waitFor();
    await keyboard.press('Enter');
    // The case 2013-0010 of the published test cases: two doses count, the third is due on 10 May 2026.
    const tetanus = opened.locator('.life-row').filter({ hasText: 'Diphtheria, tetanus, pertussis' });
    await tetanus.getByText('10 May 2026').waitFor();
    expect(await tetanus.locator('.sign[data-worth="Valid"] text').allTextContents()).toEqual(['1', '2']);
    expect(await tetanus.getByText('dose 3').count()).toBe(1);
    await expect(opened.locator('.dose-line').nth(1).locator('.verdict').textContent()).resolves.toContain(
      'Counts',
    );
    expect(
      await opened.evaluate(
        () => document.activeElement === document.querySelector('.dose-line:nth-child(3) input'),
      ),
    ).toBe(true);
    const kept = await opened.evaluate(() => JSON.stringify([location.href, localStorage, sessionStorage]));
    expect(kept).not.toMatch(/2017|1407|1710|115/);
  });

  test('a word that may be several vaccines is never taken for one, and nothing typed is lost', async () => {
    const opened = await open('/schedule?lang=fr&schedule=fr-routine');
    const { keyboard } = opened;
    const vaccine = (line: number) => opened.locator('.dose-line').nth(line).locator('.search-box input');
    const told = (line: number) => opened.locator('.dose-line').nth(line).locator('.search-box .field-error');
    await opened.locator('#field-assessment').fill('10/11/2025');
    await opened.locator('#field-birth').fill('14/07/2017');
    await opened.locator('.dose-line input').first().focus();
    await keyboard.type('17102018');
    await keyboard.press('Tab');
    for (const word of ['hepatite b', 'gardasil', 'infanrix', 'meningo', 'hib', 'covid']) {
      await keyboard.press('Control+a');
      await keyboard.type(word);
      await keyboard.press('Enter');
      await told(0).getByText('Plusieurs vaccins : choisissez').waitFor();
      expect(await vaccine(0).inputValue()).toBe(word);
      expect(await opened.getByRole('option').count()).toBeGreaterThan(1);
    }
    expect(await opened.locator('.dose-line').nth(0).locator('.verdict').count()).toBe(0);
    await keyboard.press('Control+a');
    await keyboard.type('ror');
    await keyboard.press('Enter');
    await opened.locator('.dose-line').nth(0).locator('.verdict').waitFor();
    expect(await vaccine(0).inputValue()).toBe('ROR (Priorix, M-M-RVaxPro) (03)');
    await keyboard.type('17112018');
    await keyboard.press('Tab');
    await keyboard.type('9999');
    await keyboard.press('Tab');
    await told(1).getByText('Aucun vaccin : 9999').waitFor();
    expect(await vaccine(1).inputValue()).toBe('9999');
    expect(await faultsOf(opened)).toEqual([]);
    // Pointing at one of several is a choice; writing over it is not that one any more.
    await vaccine(1).fill('gardasil');
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await opened.locator('.dose-line').nth(1).locator('.verdict').waitFor();
    expect(await vaccine(1).inputValue()).toBe('HPV 9-valent (Gardasil 9) (165)');
    await vaccine(1).fill('gardasil');
    await vaccine(1).press('Tab');
    await told(1).getByText('Plusieurs vaccins : choisissez').waitFor();
    expect(await opened.locator('.dose-line').nth(1).locator('.verdict').count()).toBe(0);
    await opened.getByRole('button', { name: 'Read in English' }).click();
    await told(1).getByText('Several vaccines: choose one').waitFor();
    expect(await vaccine(1).inputValue()).toBe('gardasil');
    await opened.getByRole('button', { name: 'Clear everything' }).click();
    await opened.waitForFunction(() => document.querySelectorAll('.dose-line').length === 1);
    expect(await vaccine(0).inputValue()).toBe('');
  });

  test('a list is pasted where the hand is, and what is no dose is handed back', async () => {
    const opened = await open(ENGLISH);
    await opened.locator('#field-birth').fill('14/07/2017');
    await opened.locator('.dose-line input').first().focus();
    await opened.evaluate(() => {
      const data = new DataTransfer();
      data.setData('text/plain', '17/10/2025\t09\n10/11/2025\t115\nnot a dose\n');
      document.activeElement?.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      );
    });
    await opened.getByRole('alert').getByText('not a dose').waitFor();
    expect(await opened.locator('.dose-line').count()).toBe(3);
    await opened.locator('.life-row .sign[data-worth="Valid"]').first().waitFor();
    await opened.getByRole('button', { name: 'Remove – Dose 1' }).click();
    await opened.waitForFunction(() => document.querySelectorAll('.dose-line').length === 2);
  });

  test('what cannot be is told beside its field, in the reader’s language', async () => {
    const opened = await open(FRENCH);
    await opened.locator('#field-birth').fill('31/02/2020');
    await opened.getByText('Ce jour n’existe pas.').waitFor();
    await example(opened, 'Un nourrisson à jour');
    const first = opened.locator('.dose-line').first();
    await first.locator('input').first().fill('01/01/2020');
    await first.locator('.field-error').waitFor();
    await opened.getByRole('alert').getByText('Dose avant la naissance').waitFor();
    expect(await first.locator('[aria-invalid="true"]').count()).toBe(1);
    expect(await faultsOf(opened)).toEqual([]);
    await first.locator('input').first().fill('10/06/2025');
    await opened.getByRole('alert').waitFor({ state: 'detached' });
    await opened.locator('.life').waitFor();
  });

  test('what is missing is asked, and answered in place', async () => {
    const opened = await open(ENGLISH);
    await opened.locator('#field-assessment').fill('10/11/2025');
    await opened.locator('#field-birth').fill('14/07/1975');
    await opened.getByRole('button', { name: /^Answer.*Country of birth/ }).click();
    expect(await focused(opened)).toBe('field-country');
    await opened.locator('#field-country').selectOption('U.S.');
    await group(opened, 'Varicella').locator('.chip', { hasText: 'Immune' }).waitFor();
    const risk = opened.locator('.risk').first();
    const name = (await risk.locator('span').first().textContent()) ?? '';
    await risk.click();
    await opened.locator('.observation-name', { hasText: name }).waitFor();
    expect(await opened.locator('.risk', { hasText: name }).count()).toBe(0);
  });

  test('a condition is found by typing, and another language keeps what was written', async () => {
    const opened = await open(ENGLISH);
    await opened.locator('#field-assessment').fill('10/11/2025');
    await opened.locator('#field-birth').fill('14/07/1990');
    await opened.getByRole('combobox', { name: 'Add an observation' }).fill('pregnant');
    await opened.getByRole('option', { name: 'Pregnant', exact: true }).waitFor();
    await opened.keyboard.press('Enter');
    await opened.locator('.observation-name', { hasText: 'Pregnant' }).waitFor();
    await opened.getByRole('button', { name: 'Lire en français' }).click();
    await opened.getByText('14 juillet 1990').first().waitFor();
    expect(await opened.locator('.observation-line').count()).toBe(1);
    expect(await opened.locator('#field-birth').inputValue()).toBe('14/07/1990');
    await opened.getByRole('button', { name: 'Tout effacer' }).click();
    expect(await opened.locator('#field-birth').inputValue()).toBe('');
    await opened.getByRole('heading', { name: 'La réponse s’écrit ici' }).waitFor();
  });

  test('the French calendar answers on the same page', async () => {
    const opened = await open('/schedule?lang=fr&schedule=fr-routine');
    await example(opened, 'Un enfant en retard');
    await opened.locator('.life-row .sign[data-worth="Not Valid"]').first().waitFor();
    const says = opened.locator('.provenance');
    await expect(says.textContent()).resolves.toContain('population générale');
    const measles = group(opened, 'Rougeole');
    await measles.locator('summary').click();
    const series = (await measles.locator('.series-followed').textContent()) ?? '';
    expect(series).toMatch(/Rougeole.* – /);
    expect(series).not.toMatch(/Measles|Mumps|Rubella/);
    await opened.getByRole('button', { name: 'Read in English' }).click();
    await group(opened, 'Measles')
      .locator('.series-followed', { hasText: /Measles.* – / })
      .waitFor();
    await expect(says.textContent()).resolves.toContain('general population');
    await opened.getByRole('button', { name: 'Lire en français' }).click();
    await opened.locator('#field-schedule').selectOption('us-routine');
    await opened.waitForURL(/schedule=us-routine/);
    await opened.locator('.life-row', { hasText: 'Hépatite A' }).waitFor();
  });

  test('on paper, everything that was given or is due is opened, then closed again', async () => {
    const opened = await open(ENGLISH);
    await example(opened, 'A child behind schedule');
    const openGroups = () => opened.locator('details.group[open]').count();
    expect(await openGroups()).toBe(0);
    await opened.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await opened.waitForFunction(() => document.querySelectorAll('details.group[open]').length > 5);
    await opened.emulateMedia({ media: 'print' });
    expect(await opened.locator('.printed').isVisible()).toBe(true);
    expect(await opened.locator('.record-form').isVisible()).toBe(false);
    await opened.evaluate(() => dispatchEvent(new Event('afterprint')));
    await opened.waitForFunction(() => document.querySelectorAll('details.group[open]').length === 0);
  });

  test('it is found with a slash or without, and from the campaign’s page and back', async () => {
    const opened = await open('/schedule/?lang=en');
    expect(new URL(opened.url()).pathname).toBe('/schedule');
    await opened.getByRole('link', { name: 'The campaign' }).click();
    await opened.getByRole('link', { name: 'Vaccination record' }).click();
    await opened.getByRole('heading', { level: 1, name: 'What are the doses given worth' }).waitFor();
    expect(new URL(opened.url()).searchParams.get('lang')).toBe('en');
  });

  test('on a phone, the answer is one press from the form', async () => {
    const opened = await open(FRENCH, { viewport: { width: 320, height: 640 } });
    await example(opened, 'Un enfant en retard');
    await opened.getByRole('button', { name: /^À faire .* Voir$/ }).click();
    expect(await focused(opened)).toBe('answer');
    expect(await opened.locator('#answer-title').isVisible()).toBe(true);
  });

  test('the page weighs less than 250 kB compressed', async () => {
    const assets = await readdir(join(folder, 'assets'));
    const html = await readFile(join(folder, 'schedule.html'), 'utf8');
    const named = assets.filter((name) => html.includes(`assets/${name}`));
    expect(named.some((name) => name.endsWith('.js'))).toBe(true);
    const bytes = await Promise.all(
      named.map(async (name) => gzipSync(await readFile(join(folder, 'assets', name))).length),
    );
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(FIRST_SCREEN_BYTES_MAX);
  });
});
