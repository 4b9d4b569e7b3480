/** The public dashboard in a real browser, from plain static files: no server of ours, no database. */
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { canBrowse, faultsOf, openBrowser } from './browser.ts';
import { buildSite } from './build.ts';
import { type FixtureOptions, makeFixture, writeFixture } from './fixture.ts';
import { hostFiles, type StaticHost } from './static.ts';

const FIRST_SCREEN_BYTES_MAX = 250_000;
const UNTIL = '2021-01-31';
const DEPARTMENTS = ['48', '75', '13', '972'];
const DATA = 'data/fr-covid-19';

const publication = (more: Partial<FixtureOptions> = {}) =>
  makeFixture({ until: UNTIL, publishedAt: new Date().toISOString(), departments: DEPARTMENTS, ...more });

describe.skipIf(!canBrowse())('the public dashboard', () => {
  let folder = '';
  let host: StaticHost;
  let browser: Browser;
  let page: Page | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rappel-web-'));
    await buildSite(folder);
    await writeFixture(join(folder, DATA), await publication());
    host = await hostFiles(folder);
    browser = await openBrowser();
  });
  afterEach(async () => {
    await page?.context().close();
    page = undefined;
  });
  afterAll(async () => {
    await browser?.close();
    await host?.close();
    if (folder !== '') await rm(folder, { recursive: true });
  });

  const open = async (address: string, options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'fr-FR',
      reducedMotion: 'reduce',
      acceptDownloads: true,
      ...options,
    });
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(host.url + address);
    return page;
  };
  const ready = async (address: string, options: BrowserContextOptions = {}): Promise<Page> => {
    const opened = await open(address, options);
    await opened.locator('#news').waitFor();
    return opened;
  };
  /** Brings every part near the reader, so that charts and map are drawn. */
  const drawAll = async (opened: Page): Promise<void> => {
    await opened.locator('svg.map').waitFor();
    for (const name of ['pace', 'rise', 'ages', 'products', 'compare']) {
      await opened.locator(`#figure-${name}`).scrollIntoViewIfNeeded();
      await opened.locator(`#figure-${name} svg[data-picture]`).waitFor();
    }
    await opened.locator('#rules').scrollIntoViewIfNeeded();
    await opened.locator('.rules').waitFor();
  };
  const fits = (opened: Page) =>
    opened.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
  const setDay = async (opened: Page, presses: string[]): Promise<void> => {
    await opened.getByRole('slider').focus();
    for (const key of presses) await opened.keyboard.press(key);
  };

  test.each([
    ['fr', 320, 'light'],
    ['fr', 1440, 'light'],
    ['en', 320, 'light'],
    ['en', 1440, 'light'],
    ['fr', 320, 'dark'],
    ['en', 1440, 'dark'],
  ] as const)('says nothing to axe and fits: %s, %i px, %s', async (lang, width, colorScheme) => {
    const opened = await ready(`?lang=${lang}`, { viewport: { width, height: 800 }, colorScheme });
    await drawAll(opened);
    expect(await faultsOf(opened)).toEqual([]);
    expect(await fits(opened)).toBe(true);
    expect(await opened.evaluate(() => document.documentElement.lang)).toBe(lang);
  });

  test('the day’s news is one sentence with the real figures, in each language’s way of writing them', async () => {
    const french = await ready('?lang=fr');
    const share = '2,4\u202f%';
    await expect(french.locator('#news').textContent()).resolves.toBe(
      `Au 31 janvier 2021, 1\u202f629\u202f208 personnes ont reçu au moins une première injection en France, soit ${share} de la population.`,
    );
    await french.getByRole('button', { name: 'Read in English' }).click();
    await french.getByRole('button', { name: 'Lire en français' }).waitFor();
    await expect(french.locator('#news').textContent()).resolves.toBe(
      'As of 31 January 2021, 1,629,208 people in France have received at least one first injection, or 2.4% of the population.',
    );
    expect(french.url()).toContain('lang=en');
    await french.goto(host.url);
    await french.getByRole('button', { name: 'Lire en français' }).waitFor();
  });

  test('a deep link opens on its department, which the browser then remembers', async () => {
    const opened = await ready('?lang=fr#/department/48');
    await expect(opened.locator('#news').textContent()).resolves.toMatch(/3\u202f095 personnes.* en Lozère/);
    await opened.goto(`${host.url}?lang=fr`);
    await opened.locator('#news', { hasText: 'en Lozère' }).waitFor();
    await opened.goto(`${host.url}?lang=fr&territory=DEP-13`);
    await opened.locator('#news', { hasText: 'dans les Bouches-du-Rhône' }).waitFor();
  });

  test('a department is chosen by typing a part of its name, without accents', async () => {
    const opened = await ready('?lang=fr');
    await opened.locator('svg.map').waitFor();
    const field = opened.getByRole('combobox', { name: 'Mon territoire' });
    await field.fill('lozere');
    await opened.getByRole('option', { name: /Lozère/ }).waitFor();
    await field.press('ArrowDown');
    await field.press('Enter');
    await opened.locator('#news', { hasText: 'en Lozère' }).waitFor();
    expect(opened.url()).toContain('#/department/48');
    await opened.goBack();
    await opened.locator('#news', { hasText: 'en France' }).waitFor();
  });

  test('the slider moves the sentence, the map and the rule of the day together', async () => {
    const opened = await ready('?lang=fr');
    const jura = opened.locator('path.territory[data-id="39"]');
    await jura.waitFor();
    const before = await jura.getAttribute('data-class');
    await setDay(opened, ['Home', 'ArrowRight', 'ArrowRight']);
    await opened.locator('#news', { hasText: 'Au 29 décembre 2020' }).waitFor();
    expect(await jura.getAttribute('data-class')).not.toBe(before);
    await opened.locator('#rules').scrollIntoViewIfNeeded();
    await opened.locator('#rules').getByText('Ouverture aux résidents d’EHPAD.').first().waitFor();
    expect(await opened.locator('#rules').getByText('75 ans et plus').count()).toBe(0);
    expect(await opened.getByRole('slider').getAttribute('aria-valuetext')).toBe('29 décembre 2020');
    await opened.waitForURL(/day=2020-12-29/);
  });

  test('time passes by itself when asked, and stops', async () => {
    const opened = await ready('?lang=fr&day=2021-01-20');
    await opened.getByRole('button', { name: 'Lire jour après jour' }).click();
    await opened.locator('#news', { hasText: /Au (2[2-9]|3[01]) janvier 2021/ }).waitFor();
    await opened.getByRole('button', { name: 'Mettre en pause' }).click();
    await opened.getByRole('button', { name: 'Lire jour après jour' }).waitFor();
  });

  test('any two territories are compared, and the address says which', async () => {
    const opened = await ready('?lang=fr&compare=DEP-48,DEP-75');
    await drawAll(opened);
    const drawn = opened.locator('#figure-compare [role=img]');
    await expect(drawn.getAttribute('aria-label')).resolves.toMatch(
      /Lozère et Paris.*Lozère.: 4,.*Paris.: 3,/,
    );
    const field = opened.getByRole('combobox', { name: 'Second territoire' });
    await field.scrollIntoViewIfNeeded();
    await field.fill('bretagne');
    await opened.getByRole('option', { name: 'Bretagne' }).waitFor();
    await field.press('ArrowDown');
    await field.press('Enter');
    await opened.locator('#figure-compare', { hasText: 'Lozère et Bretagne' }).waitFor();
    expect(opened.url()).toContain('REG-53');
  });

  test('every figure has its table, and its data to take away', async () => {
    const opened = await ready('?lang=fr');
    await drawAll(opened);
    for (const name of ['map', 'pace', 'rise', 'ages', 'products', 'compare']) {
      const figure = opened.locator(`#figure-${name}`);
      await figure.getByRole('radio', { name: 'Tableau' }).click();
      expect(await figure.locator('tbody tr').count(), name).toBeGreaterThan(9);
    }
    expect(await faultsOf(opened)).toEqual([]);
    await opened.getByRole('button', { name: /^Télécharger – Premières injections par jour/ }).click();
    const [download] = await Promise.all([
      opened.waitForEvent('download'),
      opened.getByRole('button', { name: 'Données (CSV)' }).click(),
    ]);
    const csv = await readFile(await download.path(), 'utf8');
    expect(csv).toContain('Jour;Premières injections;');
    expect(csv).toMatch(/^2021-01-31;\d+;[\d.]+;1629208$/m);
  });

  test.each(['PNG', 'SVG'])('every drawing can be taken away as a picture: %s', async (format) => {
    const opened = await ready('?lang=fr');
    await drawAll(opened);
    for (const name of ['map', 'ages']) {
      await opened
        .locator(`#figure-${name}`)
        .getByRole('button', { name: /^Télécharger/ })
        .click();
      const [download] = await Promise.all([
        opened.waitForEvent('download'),
        opened.getByRole('button', { name: `(${format})` }).click(),
      ]);
      const bytes = await readFile(await download.path());
      if (format === 'PNG') expect(bytes.subarray(1, 4).toString()).toBe('PNG');
      else expect(bytes.toString('utf8')).toMatch(/^<svg[^>]*>.*Source/s);
    }
  });

  test('definitions open beside the figure, by keyboard, and give the focus back', async () => {
    const opened = await ready('?lang=fr');
    const button = opened.getByRole('button', { name: /Définition.*Première injection/ }).first();
    await button.focus();
    await opened.keyboard.press('Enter');
    const dialog = opened.getByRole('dialog');
    await dialog.getByText('Une personne compte une seule fois').waitFor();
    expect(await faultsOf(opened)).toEqual([]);
    await opened.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test('a figure can be shown in another site’s page', async () => {
    const opened = await ready('?lang=fr');
    await opened.locator('#figure-map').getByRole('button', { name: 'Partager' }).click();
    const code = await opened.getByRole('textbox', { name: 'Code d’intégration' }).inputValue();
    const src = /src="([^"]+)"/.exec(code)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(src).toContain('embed=map');
    await opened.goto(src);
    await opened.locator('svg.map').waitFor();
    expect(await opened.locator('.masthead').count()).toBe(0);
    expect(await faultsOf(opened)).toEqual([]);
    await opened.goto(`${host.url}?embed=pace&territory=DEP-48&lang=en`);
    await opened.getByRole('heading', { name: /First injections a day, Lozère/ }).waitFor();
  });

  test('the keyboard reaches the content first, and everything has a visible focus', async () => {
    const opened = await ready('?lang=fr');
    await opened.keyboard.press('Tab');
    await opened.keyboard.press('Enter');
    expect(await opened.evaluate(() => document.activeElement?.id)).toBe('main');
    await opened.getByRole('button', { name: 'Read in English' }).focus();
    await opened.keyboard.press('Tab');
    expect(
      await opened.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle),
    ).toBe('solid');
  });

  test('the first screen weighs less than 250 kB compressed', async () => {
    host.sent.clear();
    const opened = await ready('?lang=fr');
    await opened.locator('svg.map').waitFor();
    const sent = [...host.sent.values()].reduce((sum, bytes) => sum + bytes, 0);
    expect(sent, JSON.stringify([...host.sent])).toBeLessThan(FIRST_SCREEN_BYTES_MAX);
    const script = /src="\.\/(assets\/[^"]+\.js)"/.exec(
      await readFile(join(folder, 'index.html'), 'utf8'),
    )?.[1];
    expect(script).toBeDefined();
    const drawing =
      (await readdir(join(folder, 'assets'))).find((name) => /^charts-.*\.js$/.test(name)) ?? '';
    expect([...host.sent.keys()]).not.toContain(`assets/${drawing}`);
    expect(gzipSync(await readFile(join(folder, 'contours.topo.json'))).length).toBeLessThan(40_000);
  });

  test('while a replay goes on, the page fills day by day without being asked', async () => {
    const at = (day: string, done: number) => publication({ progress: { done, total: 36, day } });
    const away = await mkdtemp(join(tmpdir(), 'rappel-replay-'));
    await cp(folder, away, { recursive: true, filter: (path) => !path.startsWith(join(folder, 'data')) });
    await writeFixture(join(away, DATA), await at('2021-01-10', 15));
    const replaying = await hostFiles(away);
    try {
      const opened = await open('');
      await opened.goto(`${replaying.url}?lang=fr`);
      await opened.locator('#news', { hasText: 'Au 10 janvier 2021' }).waitFor();
      await opened.getByRole('progressbar', { name: 'Rejeu en cours' }).waitFor();
      expect(await faultsOf(opened)).toEqual([]);
      await writeFixture(join(away, DATA), await at('2021-01-20', 25));
      await opened.locator('#news', { hasText: 'Au 20 janvier 2021' }).waitFor();
      await writeFixture(join(away, DATA), await publication());
      await opened.locator('#news', { hasText: 'Au 31 janvier 2021' }).waitFor();
      await opened.getByRole('progressbar').waitFor({ state: 'detached' });
    } finally {
      await replaying.close();
      await rm(away, { recursive: true });
    }
  });

  test('says what to do when there is nothing to read, and fills when there is', async () => {
    const away = await mkdtemp(join(tmpdir(), 'rappel-empty-'));
    await cp(folder, away, { recursive: true, filter: (path) => !path.startsWith(join(folder, 'data')) });
    const waiting = await hostFiles(away);
    try {
      const opened = await open('');
      await opened.goto(`${waiting.url}?lang=fr`);
      await opened.getByRole('heading', { name: 'Pas encore de données' }).waitFor();
      expect(await faultsOf(opened)).toEqual([]);
      await writeFixture(join(away, DATA), new Map([['json/index.json', '{"campaign": 1}']]));
      await opened.getByRole('alert').getByText('Un fichier publié n’a pas la forme attendue').waitFor();
      expect(await faultsOf(opened)).toEqual([]);
      await writeFixture(join(away, DATA), await publication());
      await opened.locator('#news', { hasText: 'Au 31 janvier 2021' }).waitFor();
    } finally {
      await waiting.close();
      await rm(away, { recursive: true });
    }
  });

  test('says so when a department has no figures, with the way back', async () => {
    const opened = await open('?lang=fr#/department/01');
    await opened.getByText('Ce territoire n’a pas de données publiées').waitFor();
    expect(await faultsOf(opened)).toEqual([]);
    await opened.getByRole('button', { name: 'France entière' }).click();
    await opened.locator('#news', { hasText: 'en France' }).waitFor();
  });

  test('says so when no newer publication has come', async () => {
    const away = await mkdtemp(join(tmpdir(), 'rappel-stale-'));
    await cp(folder, away, { recursive: true, filter: (path) => !path.startsWith(join(folder, 'data')) });
    await writeFixture(join(away, DATA), await publication({ publishedAt: '2021-02-01T07:00:00Z' }));
    const stale = await hostFiles(away);
    try {
      const opened = await open('');
      await opened.goto(`${stale.url}?lang=en`);
      await opened.getByText('No new publication since 1 February 2021').waitFor();
    } finally {
      await stale.close();
      await rm(away, { recursive: true });
    }
  });
});
