/**
 * The program and its PostgreSQL are killed at the worst moments: nothing acknowledged is missing after the restart,
 * nothing is counted twice, and rebuilt = live.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Db } from '#db/pool.ts';
import { type DataFolder, dataFolder, REAL_INPUT, rappel, startRappel, until } from './program.ts';

let data: DataFolder;

beforeEach(async () => {
  data = await dataFolder();
});
afterEach(async () => {
  await data.remove();
});

const countFacts = async (): Promise<number | undefined> => {
  if (data.serverPid() === undefined) return undefined;
  const db = data.connect();
  try {
    const { rows } = await db.query<{ n: number }>('select count(*) as n from fact');
    return rows[0]?.n;
  } catch {
    return undefined;
  } finally {
    await db.end();
  }
};

const killServer = async (): Promise<void> => {
  const pid = data.serverPid();
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
};

test('a replay killed with its database, twice, gives the input all the same', async () => {
  const args = [
    'replay',
    'fr-covid-19',
    '--input',
    REAL_INPUT,
    '--departments',
    '87,48',
    '--data',
    data.folder,
  ];
  for (const enough of [1, 60_000]) {
    const running = startRappel(args);
    await until(async () => ((await countFacts()) ?? 0) > enough || undefined);
    running.child.kill('SIGKILL');
    await killServer();
    expect(await running.finished).not.toMatchObject({ code: 0 });
  }
  const whole = await rappel([...args, '--json']);
  expect(whole).toMatchObject({ code: 0 });
  const report = JSON.parse(whole.stdout);
  expect(report.appended + report.known).toBe(report.injections);
  expect(report.known).toBeGreaterThanOrEqual(60_000);

  const out = await mkdtemp(join(tmpdir(), 'rappel-kill-'));
  const published = await rappel([
    'publish',
    'fr-covid-19',
    '--data',
    data.folder,
    '--out',
    out,
    '--layout',
    '2021-04-22',
  ]);
  expect(published).toMatchObject({ code: 0 });
  const input = gunzipSync(await readFile(REAL_INPUT))
    .toString('utf8')
    .split('\n');
  expect((await readFile(join(out, 'vacsi-a-dep.csv'), 'utf8')).split('\n').sort()).toEqual(
    input.filter((line) => /^(?:dep;|48;|87;|$)/.test(line)).sort(),
  );
  await rm(out, { recursive: true, force: true });
  const rebuilt = await rappel(['rebuild', 'fr-covid-19', '--data', data.folder, '--json']);
  expect(JSON.parse(rebuilt.stdout)).toMatchObject({ equal: true });
});

const startServer = async () => {
  const token = 'a-token-that-the-test-has-set';
  const args = ['start', '--no-demo', '--port', '0', '--data', data.folder];
  const running = startRappel(args, '', { RAPPEL_TOKEN: token });
  const [, url = ''] = await until(
    () => /at (http:\/\/localhost:\d+)\s[\s\S]*\/login/.exec(running.seen()) ?? undefined,
  );
  return { ...running, url, token };
};

/** Posts injections, each with an id of its own, and remembers those that were acknowledged. */
const poster = () => {
  const acknowledged = new Set<string>();
  let sent = 0;
  const post = async (url: string, token: string): Promise<boolean> => {
    const id = `storm-${sent++}`;
    const response = await fetch(`${url}/api/vaccination/injections`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({
        id,
        subject: `p-${id}`,
        occurredOn: '2021-01-20',
        place: '48',
        product: 'PF',
        rank: 1,
      }),
    }).catch(() => undefined);
    if (response?.status === 201) acknowledged.add(id);
    return response !== undefined;
  };
  return { acknowledged, post };
};

const idsInLedger = async (db: Db): Promise<string[]> => {
  const { rows } = await db.query<{ id: string }>(`select id from fact where kind = 'injection'`);
  return rows.map(({ id }) => id);
};

test('when its database alone is killed, the program starts it again and goes on', async () => {
  const { acknowledged, post } = poster();
  const server = await startServer();
  await until(async () => ((await post(server.url, server.token)) && acknowledged.size >= 50) || undefined);
  await Promise.all([...Array.from({ length: 8 }, () => post(server.url, server.token)), killServer()]);
  const before = acknowledged.size;
  await until(
    async () => ((await post(server.url, server.token)) && acknowledged.size >= before + 50) || undefined,
  );
  const db = data.connect();
  const kept = await idsInLedger(db);
  expect([...acknowledged].filter((id) => !kept.includes(id))).toEqual([]);
  await until(async () => {
    const counted = await db.query<{ n: number | null }>(
      `select sum(n) as n from now_cell where key like 'dose1|%'`,
    );
    return Number(counted.rows[0]?.n) === kept.length || undefined;
  });
  await db.end();
  server.child.kill('SIGTERM');
  expect(await server.finished).toMatchObject({ code: 0 });
});

test('injections acknowledged before a kill are there after it, once each, and all are counted', async () => {
  const { acknowledged, post } = poster();
  const storm = async (url: string, token: string, enough: number, kill: () => void): Promise<void> => {
    let killed = false;
    const senders = Array.from({ length: 16 }, async () => {
      while (await post(url, token)) {
        if (acknowledged.size < enough || killed) continue;
        killed = true;
        kill();
      }
    });
    await Promise.all(senders);
  };

  const first = await startServer();
  await storm(first.url, first.token, 300, () => first.child.kill('SIGKILL'));
  await first.finished;

  const second = await startServer();
  await storm(second.url, second.token, 700, () => {
    void killServer();
    second.child.kill('SIGKILL');
  });
  await second.finished;

  const third = await startServer();
  const db = await until(() => (data.serverPid() === undefined ? undefined : data.connect()));
  const kept = await idsInLedger(db);
  expect(new Set(kept).size).toBe(kept.length);
  expect([...acknowledged].filter((id) => !kept.includes(id))).toEqual([]);
  await until(async () => {
    const counted = await db.query<{ n: number | null }>(
      `select sum(n) as n from now_cell where key like 'dose1|%'`,
    );
    return Number(counted.rows[0]?.n) === kept.length || undefined;
  });
  await db.end();
  third.child.kill('SIGTERM');
  expect(await third.finished).toMatchObject({ code: 0 });
  const rebuilt = await rappel(['rebuild', 'fr-covid-19', '--data', data.folder, '--json']);
  expect(JSON.parse(rebuilt.stdout)).toMatchObject({ equal: true, subjects: kept.length });
});
