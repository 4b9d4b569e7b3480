/** The reader of codes in Chromium: from a camera, from a photo, from a wedge scanner, and without a camera at all. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import bwip from 'bwip-js';
import type { FastifyInstance } from 'fastify';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { parseBarcode } from '#barcode/barcode.ts';
import { PROBLEMS } from '#http/problem.ts';
import { createServer } from '#http/server.ts';
import { canBrowse, chromiumPath, faultsOf, openBrowser } from './browser.ts';

const VIAL = '(01)03400930218662(17)210831(10)EJ6795(21)ABC1';
const SUMMONS = 'RAPPEL:EXEMPLE-0001';

const [WIDTH, HEIGHT] = [640, 480];

/** A second of a motionless film, as Chromium's false camera plays it: the code in the middle of a white picture. */
const filmOf = async (options: { bcid: string; text: string }): Promise<Buffer> => {
  const [drawing] = bwip.raw(options);
  if (drawing === undefined || !('pixs' in drawing)) throw new Error('the code was not drawn');
  const { pixs, pixx, pixy } = drawing;
  const side = Math.floor((HEIGHT * 0.6) / pixy);
  const [left, top] = [(WIDTH - pixx * side) >> 1, (HEIGHT - pixy * side) >> 1];
  const picture = Buffer.alloc((WIDTH * HEIGHT * 3) / 2, 128);
  picture.fill(235, 0, WIDTH * HEIGHT);
  for (let y = 0; y < pixy * side; y++)
    for (let x = 0; x < pixx * side; x++)
      if (pixs[Math.floor(y / side) * pixx + Math.floor(x / side)] === 1)
        picture[(top + y) * WIDTH + left + x] = 16;
  const frame = Buffer.concat([Buffer.from('FRAME\n'), picture]);
  const head = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`);
  return Buffer.concat([head, ...Array.from({ length: 10 }, () => frame)]);
};

const openFilm = (file: string): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath() ?? '',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${file}`,
    ],
  });

describe.skipIf(!canBrowse())('the reader of codes', () => {
  let folder = '';
  let app: FastifyInstance;
  let url = '';
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rappel-scanner-'));
    const web = join(folder, 'web');
    await build({
      configFile: false,
      logLevel: 'error',
      root: join(import.meta.dirname, 'scanner-page'),
      base: './',
      plugins: [react()],
      build: { outDir: web, emptyOutDir: true },
    });
    // Our own server, for its policy of what a page may run and load.
    app = createServer({
      routes: [],
      problems: PROBLEMS,
      title: { fr: 'Rappel', en: 'Rappel' },
      version: 'test',
      identify: () => undefined,
      ready: async () => true,
      folders: { web },
    });
    url = await app.listen({ port: 0, host: '127.0.0.1' });
    browser = await openBrowser();
  });
  afterEach(async () => {
    await page?.context().close();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
    if (folder !== '') await rm(folder, { recursive: true });
  });

  const open = async (by: Browser, query = ''): Promise<string[]> => {
    page = await (await by.newContext({ reducedMotion: 'reduce' })).newPage();
    page.setDefaultTimeout(20_000);
    const foreign: string[] = [];
    page.on('request', (request) => {
      if (!/^(?:blob|data):/.test(request.url()) && !request.url().startsWith(url))
        foreign.push(request.url());
    });
    page.on('console', (message) => {
      if (message.type() === 'error') foreign.push(message.text());
    });
    await page.goto(`${url}/${query}`);
    return foreign;
  };
  const firstCode = async (): Promise<string> => {
    const line = page.locator('#codes li').first();
    await line.waitFor();
    return (await line.textContent()) ?? '';
  };
  const choose = async (options: { bcid: string; text: string }) =>
    page.locator('input[type=file]').setInputFiles({
      name: 'photo.png',
      mimeType: 'image/png',
      buffer: await bwip.toBuffer({ ...options, scale: 4, padding: 10, backgroundcolor: 'FFFFFF' }),
    });

  test('without leave to film it says so, and reads a photo all the same, from our own site alone', async () => {
    const foreign = await open(browser);
    await page
      .getByRole('alert')
      .getByText(/Choisissez une photo|choisissez une photo/)
      .waitFor();
    await choose({ bcid: 'gs1datamatrix', text: VIAL });
    const read = await firstCode();
    expect(read).toMatch(/^data_matrix ]d2/);
    expect(parseBarcode(read.slice('data_matrix '.length), { today: '2021-05-12' })).toMatchObject({
      gtin: '03400930218662',
      lot: 'EJ6795',
      expiresOn: '2021-08-31',
      serial: 'ABC1',
    });
    expect(await page.getByRole('status').textContent()).toBe('Code lu.');
    expect(foreign).toEqual([]);
    expect(await faultsOf(page)).toEqual([]);
  });

  test('a photo of a QR code, and one of nothing, in English', async () => {
    await open(browser, '?lang=en');
    await page
      .getByRole('alert')
      .getByText(/choose a photo/i)
      .waitFor();
    await page.locator('input[type=file]').setInputFiles({
      name: 'not-a-photo.png',
      mimeType: 'image/png',
      buffer: Buffer.from('this is no picture'),
    });
    await page.getByRole('alert').getByText('No code in this photo').waitFor();
    await choose({ bcid: 'qrcode', text: SUMMONS });
    expect(await firstCode()).toBe(`qr_code ${SUMMONS}`);
  });

  test.each([
    [
      'a DataMatrix',
      { bcid: 'gs1datamatrix', text: VIAL },
      'data_matrix ]d201034009302186621721083110EJ6795\x1d21ABC1',
    ],
    ['a QR code', { bcid: 'qrcode', text: SUMMONS }, `qr_code ${SUMMONS}`],
  ])('the camera reads %s held before it, once', async (name, options, expected) => {
    const film = join(folder, `${name}.y4m`);
    await writeFile(film, await filmOf(options));
    const filming = await openFilm(film);
    try {
      const foreign = await open(filming);
      expect(await firstCode()).toBe(expected);
      // The code stays in sight for many more frames.
      await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 2);
      expect(await page.locator('#codes li').count()).toBe(1);
      expect(foreign).toEqual([]);
      await page.context().close();
    } finally {
      await filming.close();
    }
  });

  test('in a dialog it is opened and closed with the keyboard, and closes when it has read', async () => {
    const film = join(folder, 'dialog.y4m');
    await writeFile(film, await filmOf({ bcid: 'gs1datamatrix', text: VIAL }));
    const filming = await openFilm(film);
    try {
      await open(filming, '?dialog');
      await page.getByRole('button', { name: 'Scanner' }).focus();
      await page.keyboard.press('Enter');
      expect(await firstCode()).toMatch(/^data_matrix /);
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.context().close();
    } finally {
      await filming.close();
    }
    await open(browser, '?dialog');
    await page.getByRole('button', { name: 'Scanner' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('alert').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Scanner');
  });

  describe('a wedge scanner', () => {
    /** Keys as the system hands them over, ten milliseconds apart however slow this machine is. */
    const scan = async (): Promise<void> => {
      const keyboard = await page.context().newCDPSession(page);
      const begin_s = Date.now() / 1000;
      const press = async (key: string, i: number): Promise<void> => {
        const timestamp = begin_s + i * 0.01;
        const text = key === 'Enter' ? '\r' : key;
        const typed = key.length === 1 || key === 'Enter' ? { text } : {};
        await Promise.all([
          keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', key, timestamp, ...typed }),
          keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', key, timestamp }),
        ]);
      };
      const keys = [...']d2010340093021866210EJ6795', 'F8', ...'21ABC1', 'Enter'];
      // Sent without waiting: they arrive in their order.
      await Promise.all(keys.map(press));
    };
    const READ = 'wedge ]d2010340093021866210EJ6795\x1d21ABC1';

    test('is heard where nothing has the focus', async () => {
      await open(browser);
      await page.locator('h1').click();
      await scan();
      expect(await firstCode()).toBe(READ);
    });

    test('leaves a field as it was, and sends no form', async () => {
      await open(browser);
      const field = page.getByLabel('Nom');
      await field.pressSequentially('Exemple', { delay: 120 });
      await scan();
      expect(await firstCode()).toBe(READ);
      expect(await field.inputValue()).toBe('Exemple');
      expect(await page.locator('#sent').textContent()).toBe('0');
      await page.keyboard.press('Enter');
      await page.locator('#sent', { hasText: '1' }).waitFor();
    });
  });
});
