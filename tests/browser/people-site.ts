/** The whole site as `npm start` serves it: real database, real sessions, the providers of the demonstration. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { DEMO_CITIZENS } from '#access/demo/people.ts';
import { seedDemoProfiles } from '#access/demo/profiles.node.ts';
import { openCampaign } from '#main/campaign.node.ts';
import { type Served, serve } from '#main/serve.node.ts';
import { openRegister } from '#people/register.node.ts';
import { createDatabase } from '../database.ts';
import { faultsOf } from './browser.ts';
import { buildSite } from './build.ts';

export type PeopleSite = {
  readonly url: string;
  readonly folder: string;
  readonly served: Served;
  readonly close: () => Promise<void>;
};

/** The citizens of the demonstration are in the register, as a centre would have written them. */
const registerCitizens = async ({ people }: Served): Promise<void> => {
  const now = () => new Date().toISOString();
  const register = openRegister(people.people, people.keyring, { now });
  for (const [index, { identity, commune }] of DEMO_CITIZENS.entries())
    await register.register({
      id: `citizen-${String(index + 1).padStart(4, '0')}`,
      identity: { ...identity, address: { commune } },
      evidence: [],
      notThese: [],
      by: 'test',
      now: now(),
    });
};

export const openPeopleSite = async (): Promise<PeopleSite> => {
  const folder = await mkdtemp(join(tmpdir(), 'rappel-people-'));
  const web = join(folder, 'web');
  await buildSite(web);
  const { url, db, close } = await createDatabase();
  const database = { url, appRole: true, db, folder: undefined, close };
  const served = await serve(database, await openCampaign('fr-covid-19'), {
    port: 0,
    token: 'test',
    folders: { web, data: join(folder, 'data') },
    keyFile: join(folder, 'keys.json'),
    providersFile: undefined,
    demo: true,
    siteUrl: undefined,
  });
  await seedDemoProfiles(served.people.access, new Date().toISOString());
  await registerCitizens(served);
  return {
    url: served.url,
    folder: web,
    served,
    close: async () => {
      await served.close();
      await close();
      await rm(folder, { recursive: true });
    },
  };
};

export type Visitor = { readonly name: string; readonly with: RegExp };

export const DOCTOR: Visitor = { name: 'Camille Exemple', with: /Pro Santé Connect/ };
export const NURSE: Visitor = { name: 'Dominique Modèle', with: /Pro Santé Connect/ };
export const WATCH: Visitor = { name: 'Alix Vigilant-Fictif', with: /ProConnect/ };
export const MANAGER: Visitor = { name: 'Yael Centre-Fictif', with: /ProConnect/ };
export const OFFICER: Visitor = { name: 'Morgan Registre-Fictif', with: /ProConnect/ };
export const FIREFIGHTER: Visitor = { name: 'Émile de la Pompe-Fictive', with: /FranceConnect/ };
export const RETIRED: Visitor = { name: 'Jeanne Exemplaire', with: /FranceConnect/ };
export const TEACHER: Visitor = { name: 'Sophie Supposée', with: /FranceConnect/ };

/** A browser of their own for each visitor, at the sign-in page. */
export const visit = async (
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Page> => {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'fr-FR',
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(address);
  return page;
};

/** Signs in as one of the invented people, through the provider's own page. */
export const signIn = async (page: Page, who: Visitor): Promise<void> => {
  await page.locator('.audience a', { hasText: who.with }).click();
  await page.getByRole('button', { name: who.name }).click();
  await page.locator('.session-bar').waitFor();
};

/** The page whose title this is has come. */
export const title = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('heading', { level: 1, name }).waitFor();

/** A look at a page, kept where SHOTS names a folder. */
const shoot = async (page: Page, name: string): Promise<void> => {
  const folder = process.env.SHOTS;
  if (folder !== undefined)
    await page.screenshot({ path: join(folder, `people-${name}.png`), fullPage: true });
};

const WIDTHS = [320, 1440];

/** At both widths nothing is found wrong, and nothing sticks out. */
export const sound = async (page: Page, name: string): Promise<void> => {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    expect(await faultsOf(page), `${name}, ${width} px`).toEqual([]);
    const fits = await page.evaluate(
      () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
    );
    expect(fits, `${name}, ${width} px`).toBe(true);
    await shoot(page, `${name}-${width}`);
  }
};

/** Searches by a family name and a birth date, in either language. */
export const search = async (page: Page, [family, birth]: readonly [string, string]): Promise<void> => {
  const form = page.locator('.search');
  await form.getByLabel(/^(?:Nom|Family name)$/).fill(family);
  await form.getByLabel(/^(?:Date de naissance|Birth date)$/).fill(birth);
  await page.keyboard.press('Enter');
  await page.locator('#results-title').waitFor();
};
