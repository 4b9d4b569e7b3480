/** Data quality in a real browser: from the overview to a rule adopted by two institutions. */
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { signIn } from '#access/login.pg.ts';
import { ProviderConfig } from '#access/oidc-config.ts';
import type { Role } from '#access/roles.ts';
import { addSession } from '#access/session.pg.ts';
import { hashOf, newSecret } from '#access/session-hash.node.ts';
import type { Fact } from '#facts/fact.ts';
import { appendMany } from '#facts/ledger.pg.ts';
import { SESSION_COOKIE } from '#http/identity.ts';
import { createServer } from '#http/server.ts';
import { countAll } from '#indicators/count.pg.ts';
import { openCampaign, openPlaces } from '#main/campaign.node.ts';
import { catchUpRules } from '#main/catch-up-rules.node.ts';
import { openPeople } from '#main/people.node.ts';
import { publisher } from '#main/publication.node.ts';
import { PROGRAMMES } from '#programmes/index.ts';
import { openVaccinationQuality } from '#programmes/vaccination/quality/routes.http.ts';
import { publish } from '#publication/publish.node.ts';
import { createDatabase } from '../database.ts';
import { canBrowse, faultsOf, openBrowser } from './browser.ts';
import { buildSite } from './build.ts';

const NOW = '2021-06-01T08:00:00.000Z';
const TONIGHT = '2021-06-01T20:00:00.000Z';

const PROVIDER = ProviderConfig.parse({
  ...{ id: 'proconnect', name: 'ProConnect', audience: 'agent', issuer: 'https://identity.example' },
  ...{ clientId: 'rappel', clientSecret: 'a-secret-of-the-tests', acrValues: 'eidas1', claims: 'proconnect' },
});

/** The page whose title this is has come. */
const title = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('heading', { level: 1, name }).waitFor();

let made = 0;
const injection = (subject: string, day: string, more: Partial<Fact> = {}): Fact => ({
  id: `fact-${made++}`,
  kind: 'injection',
  subject,
  occurredOn: day,
  recordedAt: `${day}T20:00:00.000Z`,
  by: 'nurse',
  place: made % 3 === 0 ? '75' : 'C-64',
  source: 'desk',
  body: { product: 'PF', ageClass: '80', rank: 1 },
  ...more,
});
const day = (n: number): string => `2021-0${2 + Math.floor(n / 28)}-${String(1 + (n % 28)).padStart(2, '0')}`;

const FACTS: readonly Fact[] = [
  ...Array.from({ length: 43 }, () =>
    injection('minute', '2021-03-10', {
      body: { product: 'PF', age: 84, site: 'right-arm', at: '10:05', rank: 2 },
    }),
  ),
  ...Array.from({ length: 70 }, (_, n) => injection(`once-${n}`, day(n))),
  ...Array.from({ length: 24 }, (_, n) => injection(`twice-${n}`, day(2 * n))),
  ...Array.from({ length: 24 }, (_, n) =>
    injection(`twice-${n}`, day(2 * n + 1), { body: { product: 'PF', ageClass: '80', rank: 2 } }),
  ),
  ...Array.from({ length: 30 }, (_, n) =>
    injection(`lot-${n}`, day(2 * n), { body: { product: 'MO', ageClass: '59', lot: 'TESTLOT1', rank: 1 } }),
  ),
];

/** The server with people and quality, some facts, and the published folder. */
const openSite = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rappel-quality-'));
  const [web, data] = [join(folder, 'web'), join(folder, 'data')];
  await buildSite(web);
  await mkdir(data);
  const database = await createDatabase();
  const { db } = database;
  const campaign = await openCampaign('fr-covid-19');
  const places = await openPlaces(campaign);
  const now = () => NOW;
  const people = await openPeople({
    ...{ database: { url: database.url, appRole: true, db }, campaign, places, now },
    ...{ keyFile: join(folder, 'keys.json'), providers: [PROVIDER], baseUrl: () => 'http://localhost:3000' },
  });
  const { access, keyring } = people;
  const write = async () => {};
  const quality = await openVaccinationQuality({ db, campaign, places, write, now });
  await appendMany(db, FACTS);
  const apply = async () => {
    await countAll(db, PROGRAMMES);
    await catchUpRules(db, campaign, NOW);
  };
  await apply();
  const app = createServer({
    routes: [...people.routes, ...quality.routes],
    problems: { ...people.problems, ...quality.problems },
    title: { fr: 'Rappel', en: 'Rappel' },
    version: 'test',
    identify: people.identify,
    within: places.within,
    knowsPlace: places.isKnown,
    ready: async () => true,
    folders: { web, data, pages: { file: 'space.html', paths: ['/login', '/quality'] } },
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });

  /** The cookie of somebody signed in as a role at a place. */
  const comeAs = async (role: Role, place: string): Promise<string> => {
    const [account, secret] = [`proconnect:${randomUUID()}`, newSecret()];
    const seal = (text: string, about: string): Buffer => keyring.sealAccess(text, `${about}:${account}`);
    const who = { label: seal('Noa Chiffres-Fictif', 'label'), identity: null, isDemo: false };
    await signIn(access, account, who, NOW);
    await addSession(access, {
      ...{ key: hashOf(secret).toString('hex'), account, provider: PROVIDER.id, providerSubject: account },
      ...{ providerSession: null, assurance: 'proconnect/eidas1', csrf: newSecret(), chosen: 0 },
      situations: [{ role, profession: 'agent', structure: '', place, profile: null }],
      ...{ createdAt: NOW, expiresAt: TONIGHT, idToken: seal('', 'id-token') },
    });
    return secret;
  };
  return {
    ...{ url, comeAs, apply },
    publish: async () => {
      const { publication } = await publisher(campaign)(db, { now: NOW, corrected: true });
      return publish(join(data, campaign.name), publication);
    },
    close: async () => {
      await app.close();
      await Promise.all([quality.close(), people.close()]);
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

describe.skipIf(!canBrowse())('data quality', () => {
  let site: Awaited<ReturnType<typeof openSite>>;
  let browser: Browser;
  const opened: Page[] = [];

  beforeAll(async () => {
    site = await openSite();
    browser = await openBrowser();
  });
  afterEach(async () => {
    for (const page of opened.splice(0)) await page.context().close();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const open = async (
    path: string,
    who?: readonly [Role, string],
    colorScheme: 'light' | 'dark' = 'light',
  ) => {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'fr-FR',
      reducedMotion: 'reduce',
      colorScheme,
    });
    if (who !== undefined)
      await context.addCookies([{ name: SESSION_COOKIE, value: await site.comeAs(...who), url: site.url }]);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    opened.push(page);
    await page.goto(site.url + path);
    return page;
  };

  /** At every width nothing is found wrong, and nothing sticks out. */
  const sound = async (page: Page, name: string): Promise<void> => {
    for (const width of [320, 768, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await faultsOf(page), `${name}, ${width} px`).toEqual([]);
      const fits = await page.evaluate(
        () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
      );
      expect(fits, `${name}, ${width} px`).toBe(true);
      const folder = process.env.SHOTS;
      if (folder !== undefined)
        await page.screenshot({ path: join(folder, `quality-${name}-${width}.png`), fullPage: true });
    }
  };

  test('the overview: rules with what they flag, figures with and without, flagged facts by filters', async () => {
    const page = await open('/quality?lang=fr', ['data-scientist', 'FRA']);
    await title(page, /Que disent les faits/);
    const minute = page.locator('.quality-rules > li', { hasText: 'Plusieurs injections en une minute' });
    await minute.getByText('42', { exact: true }).waitFor();
    await page.getByRole('img', { name: /Deux actes à un jour d’écart.*48/ }).waitFor();
    await page.getByRole('rowheader', { name: 'Deuxièmes doses' }).waitFor();
    await page.getByLabel('Règle', { exact: true }).selectOption({ label: 'Deux actes à un jour d’écart' });
    await page.getByLabel('Département', { exact: true }).selectOption({ label: 'Paris' });
    await expect.poll(() => page.locator('#flagged tbody tr').count()).toBe(16);
    await sound(page, 'overview');
  });

  test('a rule in words, its weeks and departments, in English and in the dark', async () => {
    const page = await open('/quality?lang=en&rule=a-day-apart', ['task-force', 'FRA'], 'dark');
    await title(page, 'Two acts a day apart');
    await page.getByText('fewer than 2 days after the first of them').waitFor();
    await page.getByRole('img', { name: /By department: .*Paris/ }).waitFor();
    expect(await page.getByLabel('Your remark').count()).toBe(0);
    await sound(page, 'rule-dark');
  });

  test('tried on the ledger, proposed, agreed to elsewhere, adopted, applied: all by the keyboard', async () => {
    const page = await open('/quality?lang=fr', ['data-scientist', 'FRA']);
    await title(page, /Que disent les faits/);
    await page.getByRole('link', { name: 'Proposer une règle' }).focus();
    await page.keyboard.press('Enter');
    await title(page, 'Proposer une règle');
    await page.getByRole('button', { name: 'Essayer sur le registre' }).waitFor();
    await page.getByLabel('Ce que la règle trouve', { exact: true }).selectOption('lot-of-another-product');
    await page.getByRole('button', { name: 'Essayer sur le registre' }).press('Enter');
    await page.getByText(/À corriger/).waitFor();
    await page.getByLabel('Lots et leur produit').focus();
    await page.keyboard.type('TESTLOT1 PF');
    await page.getByLabel('Ce qu’une correction ferait').selectOption('set-aside-all');
    await page.getByRole('button', { name: 'Essayer sur le registre' }).press('Enter');
    await page.getByText('Le registre entier est lu').waitFor();
    await page.locator('.quality-trial .quality-counts').getByText('30', { exact: true }).first().waitFor();
    await page.getByText('Premières doses').waitFor();
    await sound(page, 'trial');
    const telling = page.locator('section#tell');
    await telling.getByLabel('Titre, en français').fill('Lot TESTLOT1 sous un autre produit');
    await telling.getByLabel('Titre, en anglais').fill('Lot TESTLOT1 under another product');
    await telling.getByLabel('Pourquoi, en français').fill('Le lot est de Comirnaty.');
    await telling.getByLabel('Pourquoi, en anglais').fill('The lot is of Comirnaty.');
    await telling.getByRole('button', { name: 'Proposer à la discussion' }).press('Enter');
    await telling.getByText('Trois caractères au moins.').waitFor();
    await telling.getByLabel('Nom court de la règle').fill('lot-testlot1');
    await page.keyboard.press('Enter');
    await title(page, 'Lot TESTLOT1 sous un autre produit');
    await page.getByText('Accords d’autres institutions qui manquent').waitFor();

    const other = await open('/quality?lang=fr&rule=lot-testlot1', ['data-scientist', 'REG-76']);
    await other.getByRole('radio', { name: 'D’accord', exact: true }).check();
    await other.getByLabel('Votre remarque').fill('Vu aussi en Occitanie.');
    await other.getByRole('button', { name: 'Dire' }).press('Enter');
    await other.getByText('est d’accord').waitFor();
    await other.getByText('Vu aussi en Occitanie.').waitFor();

    const decider = await open('/quality?lang=fr&rule=lot-testlot1', ['task-force', 'FRA']);
    await decider.getByLabel('Motif de la décision').fill('Deux institutions l’ont vu.');
    await sound(decider, 'decide');
    await decider.getByRole('button', { name: 'Adopter' }).press('Enter');
    await decider.getByText('a adopté la règle').waitFor();
    await decider.getByText('En cours d’application').waitFor();
    await site.apply();
    await decider.reload();
    await decider.locator('.quality-counts').first().getByText('30', { exact: true }).first().waitFor();
  });

  test('the public dashboard reads the corrected files when it is asked, and lists the rules', async () => {
    const report = await site.publish();
    expect(
      report.tables.map(({ name }) => name).filter((name) => name.endsWith('-corrected')).length,
    ).toBeGreaterThan(0);
    const page = await open('/?lang=fr');
    await page.getByText('Enregistrés', { exact: true }).waitFor();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.getByRole('radio', { name: 'Corrigés' }).check();
    await expect
      .poll(() => asked.some((address) => address.endsWith('json/corrected/territory/FRA.json')))
      .toBe(true);
    expect(new URL(page.url()).searchParams.get('figures')).toBe('corrected');
    await page.getByText(/Les règles de qualité \(\d+\)/).click();
    await page.getByText('Deux actes à un jour d’écart').waitFor();
    await sound(page, 'dashboard');
  });
});
