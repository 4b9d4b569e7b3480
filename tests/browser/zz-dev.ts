import { makeFixture, writeFixture } from './fixture.ts';

const [until = '2021-01-31', out = '/tmp/dash'] = process.argv.slice(2);
const t = Date.now();
await writeFixture(
  out + '/data/fr-covid-19',
  await makeFixture({ until, publishedAt: new Date().toISOString() }),
);
console.log(Date.now() - t, 'ms');
