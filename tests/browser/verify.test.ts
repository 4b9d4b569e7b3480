/** The page that verifies, in a real browser on the real server: what somebody at a door does, with and without network. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { encodeQR } from 'qr';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_CITIZENS } from '#access/demo/people.ts';
import { createIssuer } from '#certificate/create-issuer.node.ts';
import { issueDcc } from '#certificate/issue-dcc.node.ts';
import { type Issuer, openIssuer } from '#certificate/keys.node.ts';
import { IssuedList } from '#certificate/page/issued.api.ts';
import { openRegister } from '#people/register.node.ts';
import { type CertificateProgram, HERE, openCertificateProgram } from '../certificate-program.ts';
import { canBrowse, faultsOf, openBrowser } from './browser.ts';
import { buildSite } from './build.ts';
import { openPeopleSite, type PeopleSite, RETIRED, signIn, sound, title, visit } from './people-site.ts';

const DAY_MS = 86_400_000;

describe.skipIf(!canBrowse())('verifying a certificate', () => {
  let folder = '';
  let program: CertificateProgram;
  let forger: Issuer;
  let url = '';
  let browser: Browser;
  let page: Page | undefined;
  let genuine = '';
  let card: readonly string[] = [];
  let nurse = '';
  let person = '';

  const issued = async (kind: 'dcc' | 'shc') => {
    const { certificates } = IssuedList.parse((await program.issue(nurse, person, { kind })).body);
    return certificates;
  };
  const payload = (ci: string) => ({
    ver: '1.3.3',
    nam: { fn: 'Inventée', fnt: 'INVENTEE', gn: 'Zoé', gnt: 'ZOE' },
    dob: '1990-02-03',
    v: [
      {
        ...{ tg: '840539006', vp: '1119349007', mp: 'EU/1/20/1528', ma: 'ORG-100030215' },
        ...{ dn: 2, sd: 2, dt: '2021-06-11', co: 'FR', is: 'Ministère d’essai', ci },
      },
    ],
  });
  /** Signed by our issuer or by a forger who names our key, from some days ago to some days from now. */
  const signed = (by: Issuer, from_days: number, until_days: number): Promise<string> =>
    issueDcc(payload('URN:UVCI:01:FR:RAPPEL/FORGED#A'), {
      signer: by.dcc.signer,
      kid: program.certificates.issuer.dcc.kid,
      issuer: 'FR',
      issuedAt: new Date(Date.now() + from_days * DAY_MS).toISOString(),
      expiresAt: new Date(Date.now() + until_days * DAY_MS).toISOString(),
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rappel-verify-'));
    const web = join(folder, 'web');
    await buildSite(web);
    program = await openCertificateProgram({ now: new Date().toISOString(), folders: { web } });
    url = await program.app.listen({ port: 0, host: '127.0.0.1' });
    const other = join(folder, 'forger');
    await createIssuer(other, {
      country: 'FR',
      names: { organisation: 'Faussaire', issuerUrl: 'https://forger.example' },
    });
    forger = await openIssuer(other);
    nurse = program.comeAs('vaccinator', HERE.place);
    const registered = await program.registered();
    person = registered.person;
    await program.happened(
      registered.subject,
      { occurredOn: '2021-05-01', body: { product: 'PF' } },
      { occurredOn: '2021-06-11', body: { product: 'PF' } },
    );
    genuine = (await issued('dcc'))[0]?.qr[0] ?? '';
    card = (await issued('shc'))[0]?.qr ?? [];
    browser = await openBrowser();
  });
  afterEach(async () => {
    await page?.context().close();
    page = undefined;
  });
  afterAll(async () => {
    await browser?.close();
    forger?.close();
    await program?.close();
    if (folder !== '') await rm(folder, { recursive: true });
  });

  const open = async (lang: 'fr' | 'en', options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'fr-FR',
      reducedMotion: 'reduce',
      ...options,
    });
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(`${url}/verify?lang=${lang}`);
    await page.locator('.list-age').waitFor();
    return page;
  };
  const paste = async (opened: Page, text: string): Promise<void> => {
    await opened.locator('textarea').fill(text);
    await opened.locator('form button').click();
  };
  const verdict = async (opened: Page): Promise<string> =>
    (await opened.locator('#verdict-title').textContent()) ?? '';
  const again = (opened: Page) => opened.getByRole('button', { name: /^(?:Effacer|Clear)$/ }).click();
  const shoot = async (opened: Page, name: string): Promise<void> => {
    const shots = process.env.SHOTS;
    if (shots !== undefined)
      await opened.screenshot({ path: join(shots, `verify-${name}.png`), fullPage: true });
  };

  test('a genuine certificate is valid, and shows the least of the person', async () => {
    const opened = await open('fr');
    await paste(opened, genuine);
    expect(await verdict(opened)).toBe('Valable');
    const text = (await opened.locator('.verdict').textContent()) ?? '';
    for (const shown of [
      'Brindaval Zélie Marguerite',
      '4 juillet 1955',
      '2/2',
      'Comirnaty',
      '11 juin 2021',
      'Ministère d’essai',
    ])
      expect(text).toContain(shown);
    await opened.getByText(/Règles générales de l’Union européenne/).waitFor();
    expect(await opened.evaluate(() => document.activeElement?.className)).toBe('door-verdict');
    await shoot(opened, 'valid-1440');
  });

  test('a health card is valid too, dose by dose', async () => {
    const opened = await open('en');
    await paste(opened, card.join(' '));
    expect(await verdict(opened)).toBe('Valid');
    const text = (await opened.locator('.verdict').textContent()) ?? '';
    for (const shown of ['Brindaval Zélie Marguerite', 'Dose 1', 'Comirnaty, 1 May 2021', 'Dose 2'])
      expect(text).toContain(shown);
  });

  test('what is forged, over, to come, of nobody known, or no certificate, says so, why, and what to do', async () => {
    const opened = await open('en');
    const cases: readonly (readonly [string, string, RegExp])[] = [
      [await signed(forger, -1, 10), 'Not valid', /signature is wrong/],
      [await signed(program.certificates.issuer, -20, -1), 'Not valid', /has expired/],
      [await signed(program.certificates.issuer, 2, 10), 'Not valid', /does not hold yet/],
      [
        await issueDcc(payload('URN:UVCI:01:FR:X/Y#Z'), {
          ...{ signer: forger.dcc.signer, kid: forger.dcc.kid, issuer: 'FR' },
          ...{ issuedAt: new Date().toISOString(), expiresAt: new Date(Date.now() + DAY_MS).toISOString() },
        }),
        'Cannot say',
        /not on our list/,
      ],
      [`${genuine.slice(0, 60)}%%${genuine.slice(62)}`, 'Cannot say', /damaged/],
      ['WIFI:S:home;T:WPA;P:secret;;', 'Cannot say', /not that of a certificate/],
    ];
    for (const [text, title, why] of cases) {
      await paste(opened, text);
      expect(await verdict(opened)).toBe(title);
      await opened.getByText(why).first().waitFor();
      await again(opened);
    }
  });

  test('revoked since: known once the list is refreshed', async () => {
    const opened = await open('en');
    const [other] = await issued('dcc');
    const text = other?.qr[0] ?? '';
    await paste(opened, text);
    expect(await verdict(opened)).toBe('Valid');
    await again(opened);
    const manager = program.comeAs('centre-manager', HERE.place);
    const asked = { uvci: other?.uvci, reason: 'lost' };
    expect(
      (await program.send('POST', '/api/vaccination/certificates/revocations', manager, asked)).status,
    ).toBe(200);
    const answered = opened.waitForResponse((response) => response.url().includes('/api/certificates/trust'));
    await opened.getByRole('button', { name: 'Refresh the list' }).click();
    await (await answered).finished();
    await expect
      .poll(async () => {
        await paste(opened, text);
        const title = await verdict(opened);
        await again(opened);
        return title;
      })
      .toBe('Not valid');
  });

  test('the code in a photo is read on the device', async () => {
    const opened = await open('fr');
    await opened.getByRole('button', { name: 'Scanner un code' }).click();
    await opened.locator('.scanner').waitFor();
    const gif = Buffer.from(encodeQR(genuine, 'gif', { ecc: 'quartile', border: 4, scale: 6 }));
    await opened
      .locator('input[type=file]')
      .setInputFiles({ name: 'code.gif', mimeType: 'image/gif', buffer: gif });
    await opened.locator('#verdict-title').waitFor();
    expect(await verdict(opened)).toBe('Valable');
  });

  test('without network, once it was open: the page comes, verifies, and nothing was ever sent', async () => {
    const opened = await open('fr');
    const sent: string[] = [];
    opened.on('request', (request) =>
      sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`),
    );
    await opened.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await opened.reload();
    await opened.locator('.list-age').waitFor();
    await opened.context().setOffline(true);
    await opened.reload();
    await opened.locator('.list-age').waitFor();
    await paste(opened, genuine);
    expect(await verdict(opened)).toBe('Valable');
    await again(opened);
    await paste(opened, await signed(forger, -1, 10));
    expect(await verdict(opened)).toBe('Non valable');
    const kept = await opened.evaluate(async () => {
      const stored = JSON.stringify({ ...localStorage, ...sessionStorage });
      const bases = (await indexedDB.databases()).map(({ name }) => name).join();
      return { stored, bases, href: location.href };
    });
    for (const place of [kept.stored, kept.href, ...sent]) {
      expect(place).not.toContain('HC1:');
      expect(place).not.toContain('Brindaval');
    }
    expect(kept.bases).toBe('rappel-verify');
    expect(sent.filter((one) => !one.startsWith('GET '))).toEqual([]);
  });

  test('without any list nothing can be said, and it says how to have one', async () => {
    const context = await browser.newContext({ locale: 'fr-FR', serviceWorkers: 'block' });
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.route('**/api/certificates/trust', (route) => route.abort());
    await page.goto(`${url}/verify?lang=fr`);
    await page.getByText('Aucune liste d’émetteurs').first().waitFor();
    await paste(page, genuine);
    expect(await verdict(page)).toBe('On ne peut pas dire');
    await page.locator('.verdict').getByText('connectez-vous une fois').waitFor();
  });

  test.each([
    ['fr', 320, 'light'],
    ['en', 1440, 'light'],
    ['fr', 1440, 'dark'],
    ['en', 320, 'dark'],
  ] as const)('says nothing to axe and fits: %s, %i px, %s', async (lang, width, colorScheme) => {
    const opened = await open(lang, { viewport: { width, height: 800 }, colorScheme });
    const fits = () =>
      opened.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
    expect(await faultsOf(opened)).toEqual([]);
    await shoot(opened, `door-${lang}-${width}-${colorScheme}`);
    for (const text of [genuine, await signed(forger, -1, 10), randomUUID()]) {
      await paste(opened, text);
      await verdict(opened);
      expect(await faultsOf(opened)).toEqual([]);
      expect(await fits()).toBe(true);
      await shoot(opened, `verdict-${lang}-${width}-${colorScheme}-${text.length}`);
      await again(opened);
    }
  });

  test('the keyboard alone verifies', async () => {
    const opened = await open('en');
    await opened.locator('body').press('Tab');
    for (let i = 0; i < 12; i++) {
      if (await opened.evaluate(() => document.activeElement?.tagName === 'TEXTAREA')) break;
      await opened.keyboard.press('Tab');
    }
    await opened.keyboard.insertText(genuine);
    await opened.keyboard.press('Tab');
    await opened.keyboard.press('Enter');
    await opened.locator('#verdict-title').waitFor();
    expect(await verdict(opened)).toBe('Valid');
    await opened.keyboard.press('Tab');
    await opened.keyboard.press('Enter');
    await opened.locator('.scanner').waitFor();
  });
});

describe.skipIf(!canBrowse())('one’s own certificates', () => {
  let site: PeopleSite;
  let browser: Browser;

  beforeAll(async () => {
    site = await openPeopleSite();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  /** An injection in the record of the first citizen of that name, as another software sends it. */
  const inject = async (familyName: string): Promise<void> => {
    const { people, keyring } = site.served.people;
    const register = openRegister(people, keyring, { now: () => new Date().toISOString() });
    const answer = await register.search({ familyName, birthDate: (await bornOf(familyName)) ?? '' });
    if (!('found' in answer)) throw new Error('nobody found');
    const [subject] = answer.found[0]?.stored.person.subjects ?? [];
    const response = await fetch(`${site.url}/api/vaccination/injections`, {
      method: 'POST',
      headers: { authorization: 'Bearer test', 'content-type': 'application/json' },
      body: JSON.stringify({
        id: randomUUID(),
        subject,
        occurredOn: '2021-06-11',
        place: '48',
        product: 'JA',
      }),
    });
    if (!response.ok) throw new Error(await response.text());
  };
  const bornOf = async (familyName: string): Promise<string | undefined> =>
    DEMO_CITIZENS.find(({ identity }) => identity.familyName === familyName)?.identity.birthDate;

  test('a citizen with no dose is told why, then receives and prints their certificate', async () => {
    const page = await visit(browser, `${site.url}/login?lang=fr`);
    await signIn(page, RETIRED);
    await page.goto(`${site.url}/me?lang=fr`);
    await title(page, /Ce qui est gardé de vous/);
    const receive = page.getByRole('button', { name: 'Recevoir mes certificats européens' });
    await receive.click();
    await page.getByText('Rien à certifier').waitFor();
    await inject('Exemplaire');
    await receive.click();
    await page.locator('.certificate .qr').waitFor();
    expect(await page.locator('.certificate-says').textContent()).toBe(
      'Dose 1 sur 1, Janssen, le 11 juin 2021',
    );
    await sound(page, 'my-certificates');
    const sheet = await page.evaluate(async () => {
      const link = document.querySelector<HTMLAnchorElement>('.certificate a');
      const answer = await fetch(link?.href ?? '');
      return { type: answer.headers.get('content-type'), begins: (await answer.text()).slice(0, 5) };
    });
    expect(sheet).toEqual({ type: 'application/pdf', begins: '%PDF-' });
    await page.context().close();
  });
});
