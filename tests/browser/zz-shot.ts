import { chromium } from 'playwright-core';
import { hostFiles } from './static.ts';

const host = await hostFiles('/tmp/dash');
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
for (const spec of process.argv.slice(2)) {
  const [name = '', width = '1440', height = '900', scheme = 'light', rest = '', full = 'full', script = ''] =
    spec.split('~');
  const page = await browser.newPage({
    viewport: { width: Number(width), height: Number(height) },
    colorScheme: scheme === 'dark' ? 'dark' : 'light',
    reducedMotion: 'reduce',
    locale: 'fr-FR',
  });
  page.on('console', (m) => {
    if (m.type() === 'error') console.log(name, m.text());
  });
  page.on('pageerror', (e) => console.log(name, String(e)));
  await page.goto(host.url + rest);
  await page.waitForTimeout(1200);
  if (full === 'full') {
    const h = await page.evaluate(() => document.documentElement.scrollHeight);
    for (let y = 0; y < h; y += 500) {
      await page.evaluate((y) => scrollTo(0, y), y);
      await page.waitForTimeout(60);
    }
    await page.waitForTimeout(500);
    await page.evaluate(() => scrollTo(0, 0));
  }
  if (script) {
    await page.evaluate(script);
    await page.waitForTimeout(600);
  }
  await page.screenshot({ path: `/tmp/shot-${name}.png`, fullPage: full === 'full' });
  console.log(
    name,
    await page.evaluate(() => document.documentElement.scrollWidth),
    [...host.sent.values()].reduce((a, b) => a + b, 0),
  );
  host.sent.clear();
  await page.close();
}
await browser.close();
await host.close();
