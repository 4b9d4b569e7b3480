/** The injection desk as a nurse has it: the site of the people, lots received, a scanner that types. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { DEMO_CITIZENS } from '#access/demo/people.ts';
import { seedDemoProfiles } from '#access/demo/profiles.node.ts';
import type { Db } from '#db/pool.ts';
import { openCampaign } from '#main/campaign.node.ts';
import { type Served, serve } from '#main/serve.node.ts';
import { addLotEvent, addRecall } from '#stock/lots.pg.ts';
import { createDatabase } from '../database.ts';
import { faultsOf } from './browser.ts';
import { buildSite } from './build.ts';
import { NURSE, signIn, visit } from './people-site.ts';

/** Where the nurse of the demonstration works: her hospital is no centre of the campaign, so its department. */
export const HOSPITAL = 'DEP-48';
const FAR = '2031-12-31';
const today = (): string => new Date().toISOString().slice(0, 10);

/** As a vial of Comirnaty says it (GS1): its GTIN, when it expires, its lot. */
export const vialCode = (lot: string, expires = '311231'): string =>
  `]d2010340093021866217${expires}10${lot}`;

export type DeskSite = {
  readonly url: string;
  readonly folder: string;
  readonly served: Served;
  readonly db: Db;
  readonly receive: (lot: string, more?: { product?: string; expiresOn?: string }) => Promise<void>;
  readonly recall: (lot: string, reason: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** People of Lozère, as a centre would have written them. */
const registerCitizens = async ({ people }: Served): Promise<void> => {
  const now = new Date().toISOString();
  for (const { identity, commune } of DEMO_CITIZENS)
    await people.register.register({
      ...{ id: randomUUID(), evidence: [], notThese: [], by: 'test', now },
      identity: { ...identity, address: { commune } },
    });
};

/** Lots arrive and are recalled while the desk works. */
const lotsOf = (db: Db) => {
  const event = () => ({ id: randomUUID(), on: today(), recordedAt: new Date().toISOString(), by: 'test' });
  return {
    receive: async (lot: string, { product = 'PF', expiresOn = FAR } = {}): Promise<void> => {
      const unsaid = { gtin: undefined, doses: undefined };
      await addLotEvent(db, {
        ...{ ...event(), ...unsaid, place: HOSPITAL, event: 'received', product, lot, expiresOn },
      });
    },
    recall: async (lot: string, reason: string): Promise<void> => {
      await addRecall(db, { ...event(), event: 'recalled', product: 'PF', lot, reason });
    },
  };
};

export const openDeskSite = async (): Promise<DeskSite> => {
  const folder = await mkdtemp(join(tmpdir(), 'rappel-desk-'));
  const web = join(folder, 'web');
  await buildSite(web);
  const { url, db, close } = await createDatabase();
  const database = { url, appRole: true, db, folder: undefined, close };
  const served = await serve(database, await openCampaign('fr-covid-19'), {
    ...{ port: 0, token: 'test', keyFile: join(folder, 'keys.json') },
    folders: { web, data: join(folder, 'data') },
    ...{ providersFile: undefined, demo: true, siteUrl: undefined },
  });
  await seedDemoProfiles(served.people.access, new Date().toISOString());
  await registerCitizens(served);
  return {
    ...{ url: served.url, folder: web, served, db, ...lotsOf(db) },
    close: async () => {
      await served.close();
      await close();
      await rm(folder, { recursive: true });
    },
  };
};

/** A scanner types much faster than a hand, whatever the machine is busy with, and ends with Enter. */
export const scan = (page: Page, code: string): Promise<void> =>
  page.evaluate(
    (keys) => {
      for (const key of keys)
        for (const type of ['keydown', 'keyup'])
          (document.activeElement ?? document.body).dispatchEvent(
            new KeyboardEvent(type, { key, bubbles: true, cancelable: true }),
          );
    },
    [...code, 'Enter'],
  );

/** Counts what a hand types on this page, from now on: what a scanner types is not counted. */
export const countKeys = async (page: Page): Promise<() => Promise<number>> => {
  await page.evaluate(() => {
    document.documentElement.dataset.keys = '0';
    const count = ({ isTrusted, key }: KeyboardEvent) => {
      const { dataset } = document.documentElement;
      if (isTrusted && key !== 'Shift') dataset.keys = String(Number(dataset.keys) + 1);
    };
    document.addEventListener('keydown', count, true);
  });
  return () => page.evaluate(() => Number(document.documentElement.dataset.keys));
};

/** The nurse of the hospital, signed in, at the desk. */
export const atDesk = async (
  browser: Browser,
  site: DeskSite,
  lang: 'fr' | 'en' = 'fr',
  options: BrowserContextOptions = {},
): Promise<Page> => {
  const page = await visit(browser, `${site.url}/login?lang=${lang}&next=desk`, {
    locale: lang === 'fr' ? 'fr-FR' : 'en-GB',
    ...options,
  });
  await signIn(page, NURSE);
  await page.locator('#desk-find').waitFor();
  return page;
};

const shoot = async (page: Page, name: string): Promise<void> => {
  const folder = process.env.SHOTS;
  if (folder !== undefined) await page.screenshot({ path: join(folder, `desk-${name}.png`), fullPage: true });
};

/** At each width nothing is found wrong, and nothing sticks out; the width it had comes back. */
export const sound = async (page: Page, name: string, widths = [320, 768, 1440]): Promise<void> => {
  const before = page.viewportSize();
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    expect(await faultsOf(page), `${name}, ${width} px`).toEqual([]);
    const stuck = await page.evaluate(() =>
      document.documentElement.scrollWidth <= document.documentElement.clientWidth
        ? []
        : [...document.querySelectorAll('main *')]
            .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .map((one) => `${one.tagName} ${one.className}`)
            .slice(0, 5),
    );
    expect(stuck, `${name}, ${width} px`).toEqual([]);
    await shoot(page, `${name}-${width}`);
  }
  if (before !== null) await page.setViewportSize(before);
};
