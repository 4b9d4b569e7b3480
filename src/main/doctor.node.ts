/** `rappel doctor`: what Rappel stands on, each part with its verdict and the mend. */
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { resolve } from 'node:path';
import { connect } from '#db/pool.ts';
import { lag } from '#indicators/count.pg.ts';
import { VERSION } from '#main/campaign.node.ts';
import { type Command, EXIT, messageOf } from '#main/command.node.ts';
import type { Config } from '#main/config.ts';
import { DATABASE_OPTIONS, DATABASE_USAGE, type Database, openDatabase } from '#main/database.node.ts';
import { KEYS_OPTION, KEYS_USAGE, keyFileOf, openKeys } from '#main/key-file.node.ts';

type Verdict = 'good' | 'warning' | 'bad';
type Finding = {
  readonly what: string;
  readonly verdict: Verdict;
  readonly seen: string;
  readonly mend?: string;
};

const NODE_OLDEST = 26;
const DISK_LOW_GB = 2;
const CLOCK_MAX_MS = 2000;
const LAG_MAX_FACTS = 50_000;
const CONNECTIONS_MAX_SHARE = 0.8;

const finding = (
  what: string,
  seen: string,
  fault?: { verdict: Exclude<Verdict, 'good'>; mend: string },
): Finding =>
  fault === undefined
    ? { what, verdict: 'good', seen }
    : { what, verdict: fault.verdict, seen, mend: fault.mend };

const versions = (): Finding => {
  const major = Number(process.versions.node.split('.')[0]);
  return finding(
    'versions',
    `Rappel ${VERSION}, Node ${process.versions.node}`,
    major < NODE_OLDEST
      ? { verdict: 'bad', mend: 'run it with npm start or npx rappel, which use the Node the project pins' }
      : undefined,
  );
};

const disk = async (folder: string): Promise<Finding> => {
  const { bavail, bsize } = await statfs(existsSync(folder) ? folder : '.');
  const free_gb = (bavail * bsize) / 1e9;
  return finding(
    'disk',
    `${free_gb.toFixed(1)} GB free for ${folder}`,
    free_gb < DISK_LOW_GB
      ? { verdict: 'bad', mend: 'free some space, or move the data folder to another disk with --data DIR' }
      : undefined,
  );
};

const server = async ({ db, appRole }: Database): Promise<Finding[]> => {
  const { rows } = await db.query<{ version: string; fsync: string; used: number; allowed: number }>(
    `select current_setting('server_version') as version, current_setting('fsync') as fsync,
       (select count(*) from pg_stat_activity where backend_type = 'client backend') as used,
       current_setting('max_connections')::bigint as allowed`,
  );
  const { version = '?', fsync = '?', used = 0, allowed = 1 } = rows[0] ?? {};
  return [
    finding(
      'database',
      `PostgreSQL ${version}`,
      fsync === 'on'
        ? undefined
        : { verdict: 'bad', mend: 'fsync is off: facts could be lost; set fsync = on' },
    ),
    finding(
      'connections',
      `${used} of ${allowed} used`,
      used < allowed * CONNECTIONS_MAX_SHARE
        ? undefined
        : { verdict: 'warning', mend: 'raise max_connections, or stop programs that keep connections' },
    ),
    finding(
      'append-only role',
      appRole
        ? 'the program works as rappel_app, which can only append facts'
        : 'the role rappel_app is missing',
      appRole
        ? undefined
        : {
            verdict: 'warning',
            mend: 'a trigger still refuses changes; to have both, let the owner run "create role rappel_app nologin" and grant it',
          },
    ),
  ];
};

const clock = async ({ db }: Database): Promise<Finding> => {
  const before = Date.now();
  const { rows } = await db.query<{ now: string }>('select clock_timestamp() as now');
  const middle = (before + Date.now()) / 2;
  const apart_ms = Math.abs(Date.parse(rows[0]?.now ?? '') - middle);
  return finding(
    'clock',
    `${Math.round(apart_ms)} ms between this machine and the database`,
    apart_ms > CLOCK_MAX_MS
      ? { verdict: 'bad', mend: 'synchronise both clocks (NTP): recording dates would be wrong' }
      : undefined,
  );
};

const counting = async ({ db }: Database): Promise<Finding[]> => {
  const { facts } = await lag(db);
  const { rows } = await db.query<{ oldest_s: number | null }>(
    `select extract(epoch from now() - min(xact_start))::bigint as oldest_s from pg_stat_activity
     where backend_type = 'client backend' and pid <> pg_backend_pid()`,
  );
  const oldest_s = rows[0]?.oldest_s ?? 0;
  return [
    finding(
      'lag',
      facts === 0 ? 'every fact is counted' : `${facts.toLocaleString('en')} facts wait to be counted`,
      facts > LAG_MAX_FACTS
        ? {
            verdict: 'warning',
            mend: 'start the program (rappel start), or count now with rappel publish or rebuild',
          }
        : undefined,
    ),
    finding(
      'transactions',
      oldest_s === 0 ? 'none is open for long' : `the oldest is open for ${oldest_s} s`,
      oldest_s > 60
        ? { verdict: 'warning', mend: 'counting cannot pass a transaction that stays open: end it' }
        : undefined,
    ),
  ];
};

/** People: whether the keys open them, and what waits for somebody. */
const people = async ({ url, appRole }: Database, keyFile: string): Promise<Finding[]> => {
  const [named, access] = [
    connect(url, { max: 1, appRole, role: 'people' }),
    connect(url, { max: 1, appRole, role: 'access' }),
  ];
  try {
    const { rows } = await named.query<{ known: boolean; pairs: number }>(
      `select exists (select from people.person_key) as known,
         (select count(*) from people.pair where decision is null) as pairs`,
    );
    const { known = false, pairs = 0 } = rows[0] ?? {};
    const { rows: glass } = await access.query<{ waiting: number }>(
      'select count(*) as waiting from access.glass where reviewed_at is null',
    );
    const waiting = glass[0]?.waiting ?? 0;
    const keys = known ? await openKeys(named, keyFile).then(() => undefined, messageOf) : undefined;
    return [
      finding(
        'keys',
        known
          ? keys === undefined
            ? 'they open the register of people'
            : 'they do not'
          : 'nobody is registered',
        keys === undefined ? undefined : { verdict: 'bad', mend: keys },
      ),
      finding('identity watch', `${pairs.toLocaleString('en')} pairs wait to be settled`),
      finding(
        'broken glass',
        `${waiting.toLocaleString('en')} wait to be reviewed`,
        waiting > 0
          ? { verdict: 'warning', mend: 'the data protection officer reviews them at /oversight' }
          : undefined,
      ),
    ];
  } finally {
    await Promise.all([named.end(), access.end()]);
  }
};

const WORDS: Readonly<Record<Verdict, string>> = { good: 'good   ', warning: 'WARNING', bad: 'BAD    ' };

export const doctor = (config: Config): Command => ({
  name: 'doctor',
  summary: 'examine the database, disk, clock, lag, keys and versions',
  usage: `Usage: rappel doctor [options]

Examines what Rappel stands on, and says of each part whether it is good, and how to mend it.

${DATABASE_USAGE}
${KEYS_USAGE}
  --json            print the findings as JSON

Exit: 0 when nothing is bad; 1 when something is; 2 for wrong usage.`,
  options: { ...DATABASE_OPTIONS, ...KEYS_OPTION, json: { type: 'boolean' } },
  run: async (input, io) => {
    const findings: Finding[] = [versions()];
    const folder = resolve(input.text('data') ?? config.dataFolder);
    try {
      const database = await openDatabase(input, config, { mustExist: true });
      try {
        findings.push(...(await server(database)), await clock(database), ...(await counting(database)));
        findings.push(...(await people(database, keyFileOf(input, config))));
      } finally {
        await database.close();
      }
    } catch (error) {
      findings.push({ what: 'database', verdict: 'bad', seen: 'cannot be used', mend: messageOf(error) });
    }
    findings.push(await disk(folder));
    io.stdout.write(
      input.flag('json')
        ? `${JSON.stringify({ findings })}\n`
        : findings
            .map(
              ({ what, verdict, seen, mend }) =>
                `${WORDS[verdict]} ${what}: ${seen}${mend === undefined ? '' : `\n        → ${mend}`}\n`,
            )
            .join(''),
    );
    return findings.some(({ verdict }) => verdict === 'bad') ? EXIT.failed : EXIT.done;
  },
});
