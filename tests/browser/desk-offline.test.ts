/** The injection desk without network, in a real browser: nothing lost, nothing twice, nothing read on the device. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { canBrowse, openBrowser } from './browser.ts';
import { atDesk, type DeskSite, openDeskSite, scan, sound, vialCode } from './desk-site.ts';
import { NURSE, signIn } from './people-site.ts';

const DAY_MS = 86_400_000;

describe.skipIf(!canBrowse())('the injection desk without network', () => {
  let site: DeskSite;
  let browser: Browser;
  const opened: Page[] = [];

  beforeAll(async () => {
    site = await openDeskSite();
    browser = await openBrowser();
    await site.receive('EJ6795');
    await site.receive('BAD666');
    await site.recall('BAD666', 'Particules vues dans des flacons');
  });
  afterEach(async () => {
    for (const page of opened.splice(0)) await page.context().close();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const enter = async (options: BrowserContextOptions = {}, lang: 'fr' | 'en' = 'fr') => {
    const page = await atDesk(browser, site, lang, options);
    opened.push(page);
    await page.getByText(/prêt à travailler sans réseau|ready to work without network/).waitFor();
    return page;
  };
  const open = async (page: Page, who: string) => {
    await page.locator('#desk-find').fill(who);
    await page.keyboard.press('Enter');
    await page.locator('.results button:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('#who-title:focus').waitFor();
  };
  /** Writes who is there, as when nobody can be searched. */
  const write = async (page: Page, family: string, given: string, born: string) => {
    await page.locator('#desk-find').fill(`${family} ${given} ${born}`);
    await page.keyboard.press('Enter');
    await page.locator('#written-title:focus').waitFor();
    await page.getByRole('radio', { name: 'Femme' }).check();
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.locator('#who-title:focus').waitFor();
  };
  const inject = async (page: Page, lot = 'EJ6795') => {
    await page.keyboard.press('n');
    await page.locator('#vial-title:focus').waitFor();
    await scan(page, vialCode(lot));
    await page.getByText(/Flacon lu|Vial read/).waitFor();
    await page.keyboard.press('g');
    await page.locator('#act-record:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('#desk-next:focus').waitFor();
  };
  const waits = (page: Page, count: number) =>
    page.locator('.desk-waits', { hasText: new RegExp(`^${count}`) }).waitFor();
  const injections = async (lot: string): Promise<number> => {
    const { rows } = await site.db.query<{ n: number }>(
      `select count(*)::int n from fact where kind = 'injection' and body->>'lot' = $1`,
      [lot],
    );
    return rows[0]?.n ?? 0;
  };
  /** Everything the browser keeps, as text. */
  const keptBy = (page: Page): Promise<string> =>
    page.evaluate(async () => {
      const texts = [JSON.stringify([localStorage, sessionStorage])];
      for (const { name = '' } of await indexedDB.databases()) {
        const db = await new Promise<IDBDatabase>((done, failed) => {
          const asked = indexedDB.open(name);
          asked.onsuccess = () => done(asked.result);
          asked.onerror = () => failed(asked.error);
        });
        for (const store of db.objectStoreNames)
          texts.push(
            await new Promise<string>((done) => {
              const asked = db.transaction(store).objectStore(store).getAll();
              asked.onsuccess = () => done(JSON.stringify(asked.result));
            }),
          );
        db.close();
      }
      for (const name of await caches.keys())
        for (const { url } of await (await caches.open(name)).keys()) texts.push(url);
      return texts.join('\n');
    });

  test('two acts wait, sealed, through a reload; the network brings them in once', async () => {
    const page = await enter();
    await open(page, 'Exemplaire 11/02/1938');
    await page.context().setOffline(true);
    await page.locator('.desk-network', { hasText: 'Sans réseau' }).waitFor();
    await inject(page);
    await page.getByRole('heading', { name: 'Gardé sur cet appareil' }).waitFor();
    await sound(page, 'sealed');
    await page.keyboard.press('Enter');
    await waits(page, 1);
    await write(page, 'Tentative', 'Ada', '04/06/1951');
    await sound(page, 'written');
    await inject(page);
    await waits(page, 2);
    const kept = await keptBy(page);
    expect(kept).not.toMatch(/exemplaire|tentative|jeanne|1951-06-04/i);
    expect(kept).not.toContain('/api/');

    await page.reload();
    await waits(page, 2);
    await page.locator('.desk-network', { hasText: 'Sans réseau' }).waitFor();
    await sound(page, 'offline');
    expect(await injections('EJ6795')).toBe(0);

    await page.context().setOffline(false);
    await waits(page, 0);
    await page.getByText('Rien n’attend').waitFor();
    expect(await injections('EJ6795')).toBe(2);
    await page.reload();
    await waits(page, 0);
    expect(await injections('EJ6795')).toBe(2);
  });

  test('the clock of a device that is a day ahead is mended, and that is told', async () => {
    const page = await enter();
    await page.clock.install({ time: Date.now() + DAY_MS });
    await page.reload();
    await page.getByText('L’horloge de cet appareil est fausse').waitFor();
    await open(page, 'Beispiel 24/12/1985');
    await page.context().setOffline(true);
    await page.locator('.desk-network', { hasText: 'Sans réseau' }).waitFor();
    await inject(page, 'CLOCK1');
    await waits(page, 1);
    await page.context().setOffline(false);
    await page.clock.runFor(60_000);
    await waits(page, 0);
    const { rows } = await site.db.query<{ day: string; clock: string }>(
      `select occurred_on::text as day, body->'offline'->>'clock' as clock from fact
       where kind = 'injection' and body->>'lot' = 'CLOCK1'`,
    );
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Paris' }).format(new Date());
    expect(rows).toEqual([{ day: today, clock: 'mended' }]);
  });

  test('somebody like one already known is chosen when sending; a recalled lot shouts without network', async () => {
    const page = await enter({}, 'fr');
    await page.context().setOffline(true);
    await page.locator('.desk-network', { hasText: 'Sans réseau' }).waitFor();
    await write(page, 'Imaginere', 'Lucien', '30/09/1949');
    await page.keyboard.press('n');
    await page.locator('#vial-title:focus').waitFor();
    await scan(page, vialCode('BAD666'));
    await page.getByRole('alert').getByText('LOT RAPPELÉ').waitFor();
    await scan(page, vialCode('CHOSEN1'));
    await page.locator('.desk-alarm').waitFor({ state: 'detached' });
    await page.keyboard.press('d');
    await page.keyboard.press('Control+Enter');
    await page.locator('#desk-next:focus').waitFor();
    await page.context().setOffline(false);
    await page.getByText('Dites qui c’était').waitFor();
    await page.locator('.desk-choose').getByText('IMAGINERE').waitFor();
    await sound(page, 'needs-person');
    expect(await keptBy(page)).not.toMatch(/imagin/i);
    await page.locator('.desk-choose .result').first().click();
    await waits(page, 0);
    expect(await injections('CHOSEN1')).toBe(1);
  });

  test('after signing out the acts stay, and whoever signs in next at the centre sends them', async () => {
    const page = await enter();
    await open(page, 'Factice 15/01/2002');
    await page.context().setOffline(true);
    await page.locator('.desk-network', { hasText: 'Sans réseau' }).waitFor();
    await inject(page, 'LATER1');
    await waits(page, 1);
    await page.context().clearCookies();
    await page.context().setOffline(false);
    await page.goto(`${site.url}/login?lang=fr&next=desk`);
    await page.locator('.audience').first().waitFor();
    expect(await injections('LATER1')).toBe(0);
    await signIn(page, NURSE);
    await page.locator('#desk-find').waitFor();
    // None waits either before the page has looked: that it left is what is told.
    await page.locator('#waiting .chip', { hasText: /^Enregistré$/ }).waitFor();
    await waits(page, 0);
    expect(await injections('LATER1')).toBe(1);
  });
});
