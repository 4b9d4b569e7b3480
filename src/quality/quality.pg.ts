/** What happened to the rules, and what they flag, in PostgreSQL. */
import { type Db, type Tx, transaction } from '#db/pool.ts';
import type { Day } from '#kernel/day.ts';
import { isRefused, type Refused, refuse } from '#kernel/result.ts';
import { type EventKind, isInForce, livesOf, type QualityEvent, type RuleLife } from '#quality/life.ts';
import type { CampaignRule } from '#quality/rule.ts';

/** What may happen to all rules together: beyond, somebody writes with a program. */
export const EVENTS_MAX = 20_000;

type Row = {
  rule: string;
  id: string;
  kind: EventKind;
  at: string;
  account: string;
  role: string;
  institution: string;
  body: unknown;
};

const eventOf = ({ role, institution, ...row }: Row): QualityEvent => ({
  ...row,
  by: { role, place: institution },
});

export const readEvents = async (db: Db | Tx): Promise<QualityEvent[]> => {
  const { rows } = await db.query<Row>({
    name: 'quality-events',
    text: `select rule, id, kind, at, account, role, institution, body from quality_event
     order by seq limit $1`,
    values: [EVENTS_MAX],
  });
  return rows.map(eventOf);
};

/** Changes when anything happened to a rule. */
export const lastEvent = async (db: Db): Promise<number> => {
  const { rows } = await db.query<{ seq: number | null }>({
    name: 'last-quality-event',
    text: 'select max(seq) as seq from quality_event',
  });
  return rows[0]?.seq ?? 0;
};

/** Every rule as it stands. */
export const readLives = async (
  db: Db | Tx,
  campaign: readonly CampaignRule[],
): Promise<ReadonlyMap<string, RuleLife>> => livesOf(campaign, await readEvents(db));

/** The rules in force on a day, as what derives flags wants them. */
export const rulesInForce = async (
  db: Db,
  campaign: readonly CampaignRule[],
  day: Day,
): Promise<RuleLife[]> =>
  [...(await readLives(db, campaign)).values()]
    .filter((life) => isInForce(life, day))
    .sort((a, b) => (a.id < b.id ? -1 : 1));

export const definitionOf = ({ id, finds, effect }: RuleLife) => ({
  rule: id,
  definition: { finds, effect },
});

const same = (a: QualityEvent, b: QualityEvent): boolean =>
  a.kind === b.kind && a.account === b.account && JSON.stringify(a.body) === JSON.stringify(b.body);

/**
 * Writes down what happens to a rule, one at a time. `may` looks at the rule as it stands then, and may refuse. The same id
 * sent again gives the same answer.
 */
export const addEvent = async (
  db: Db,
  campaign: readonly CampaignRule[],
  event: QualityEvent,
  may: (lives: ReadonlyMap<string, RuleLife>, events: readonly QualityEvent[]) => Refused | undefined,
): Promise<{ readonly life: RuleLife; readonly known: boolean } | Refused> =>
  transaction(db, async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtext('quality'))`);
    const events = await readEvents(tx);
    const earlier = events.find(({ rule, id }) => rule === event.rule && id === event.id);
    const lives = livesOf(campaign, events);
    if (earlier !== undefined && !same(earlier, event))
      return refuse('id-conflict', `something else was said of this rule under the id "${event.id}"`, {
        field: 'id',
      });
    if (earlier === undefined) {
      const refused =
        events.length >= EVENTS_MAX
          ? refuse('quality-too-many', `more than ${EVENTS_MAX} things were said of rules`)
          : may(lives, events);
      if (refused !== undefined && isRefused(refused)) return refused;
      await tx.query(
        `insert into quality_event (rule, id, kind, at, account, role, institution, body)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          ...[event.rule, event.id, event.kind, event.at, event.account],
          ...[event.by.role, event.by.place, JSON.stringify(event.body)],
        ],
      );
    }
    const life = (earlier === undefined ? livesOf(campaign, [...events, event]) : lives).get(event.rule);
    return life === undefined
      ? refuse('rule-unknown', `no rule is called "${event.rule}"`, { field: 'rule' })
      : { life, known: earlier !== undefined };
  });

export type Counted = { readonly facts: number; readonly people: number; readonly setAside: number };

/** How much each rule flags, as the ledger is counted now. */
export const countFlags = async (
  db: Db | Tx,
  programme: string,
  rule?: string,
): Promise<ReadonlyMap<string, Counted>> => {
  const { rows } = await db.query<{ rule: string } & { facts: number; people: number; set_aside: number }>(
    `select rule, count(*)::bigint as facts, count(distinct subject)::bigint as people,
       count(*) filter (where set_aside)::bigint as set_aside
     from now_flag where programme = $1 and ($2::text is null or rule = $2) group by rule`,
    [programme, rule ?? null],
  );
  return new Map(
    rows.map(({ rule, facts, people, set_aside }) => [rule, { facts, people, setAside: set_aside }]),
  );
};

/** Facts that at least one rule sets aside: a fact that two rules set aside counts once. */
export const countSetAside = async (db: Db | Tx, programme: string): Promise<number> => {
  const { rows } = await db.query<{ n: number }>(
    `select count(*)::bigint as n
     from (select distinct subject, fact from now_flag where programme = $1 and set_aside) aside`,
    [programme],
  );
  return rows[0]?.n ?? 0;
};

/** Flags per rule and week, weeks named by their Monday. */
export const flagsByWeek = async (
  db: Db,
  programme: string,
  rule?: string,
): Promise<{ rule: string; week: string; facts: number }[]> => {
  const { rows } = await db.query<{ rule: string; week: string; facts: number }>(
    `select rule, date_trunc('week', occurred_on)::date as week, count(*)::bigint as facts
     from now_flag where programme = $1 and ($2::text is null or rule = $2) group by 1, 2 order by 1, 2 limit 20000`,
    [programme, rule ?? null],
  );
  return rows;
};

/** Flags per rule and place, as facts name it. */
export const flagsByPlace = async (
  db: Db,
  programme: string,
  rule?: string,
): Promise<{ rule: string; place: string | null; facts: number }[]> => {
  const { rows } = await db.query<{ rule: string; place: string | null; facts: number }>(
    `select rule, place, count(*)::bigint as facts
     from now_flag where programme = $1 and ($2::text is null or rule = $2) group by 1, 2 order by 3 desc limit 20000`,
    [programme, rule ?? null],
  );
  return rows;
};

export type FlagAsked = {
  readonly rule: string | undefined;
  /** A month, `2021-03`. */
  readonly month: string | undefined;
  /** Places as facts name them; undefined: everywhere. */
  readonly places: readonly string[] | undefined;
  readonly after: { readonly day: string; readonly key: string } | undefined;
  readonly limit: number;
};

export type FlagFound = {
  readonly rule: string;
  readonly subject: string;
  readonly fact: string;
  readonly setAside: boolean;
  readonly occurredOn: string;
  readonly knownOn: string;
  readonly place: string | null;
  readonly body: Readonly<Record<string, unknown>>;
};

/** Flagged facts, the latest acts first, with what they say. */
export const findFlags = async (
  db: Db,
  programme: string,
  { rule, month, places, after, limit }: FlagAsked,
): Promise<FlagFound[]> => {
  const { rows } = await db.query<FlagFound>(
    `select flag.rule, flag.subject, flag.fact, flag.set_aside as "setAside", flag.occurred_on as "occurredOn",
       flag.known_on as "knownOn", flag.place, fact.body
     from (
       select * from now_flag
       where programme = $1 and ($2::text is null or rule = $2)
         and ($3::date is null or (occurred_on >= $3 and occurred_on < $3::date + interval '1 month'))
         and ($4::text[] is null or place = any($4))
         and ($5::date is null or (occurred_on, concat_ws(' ', subject, fact, rule)) < ($5::date, $6::text collate "C"))
       order by occurred_on desc, concat_ws(' ', subject, fact, rule) desc limit $7
     ) flag
     join fact on fact.subject = flag.subject and fact.id = flag.fact
     order by flag.occurred_on desc, concat_ws(' ', flag.subject, flag.fact, flag.rule) desc`,
    [
      ...[programme, rule ?? null, month === undefined ? null : `${month}-01`, places ?? null],
      ...[after?.day ?? null, after?.key ?? null, limit],
    ],
  );
  return rows;
};

/** The rules that facts are flagged by now. */
export const appliedNames = async (db: Db, programme: string): Promise<ReadonlySet<string>> => {
  const { rows } = await db.query<{ rule: string }>('select rule from now_rule where programme = $1', [
    programme,
  ]);
  return new Set(rows.map(({ rule }) => rule));
};

/** What is counted as recorded, and what the rules change, by the first part of a cell's key (the measure). */
export const withAndWithout = async (
  db: Db,
  programme: string,
  corrected: string,
): Promise<{ measure: string; recorded: number; difference: number }[]> => {
  const { rows } = await db.query<{ measure: string; recorded: number; difference: number }>(
    `select split_part(key, '|', 1) as measure,
       coalesce(sum(n) filter (where programme = $1), 0)::bigint as recorded,
       coalesce(sum(n) filter (where programme = $2), 0)::bigint as difference
     from now_cell where programme in ($1, $2) group by 1 order by 1`,
    [programme, corrected],
  );
  return rows;
};
