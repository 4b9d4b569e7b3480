/** The routes of data quality: parse, look, decide, write the trail, reply. */
import type { WriteAudit } from '#access/audit.ts';
import { isRole, ROLES } from '#access/roles.ts';
import type { Db } from '#db/pool.ts';
import type { Caller } from '#http/identity.ts';
import { type Route, route } from '#http/route.ts';
import { isRefused, type Refused, refuse, refuseInWords } from '#kernel/result.ts';
import type { Text } from '#kernel/text.ts';
import {
  agreeing,
  INSTITUTIONS_MIN,
  type Institution,
  mayFollow,
  type QualityEvent,
  type RuleLife,
} from '#quality/life.ts';
import {
  decideRule,
  FLAGS_SHOWN,
  listFlags,
  listRules,
  proposeRule,
  type RuleInFull,
  type RuleShown,
  readRule,
  readTrial,
  readVocabulary,
  sayOfRule,
  startTrial,
  stopTrial,
} from '#quality/quality.api.ts';
import {
  addEvent,
  appliedNames,
  type Counted,
  countFlags,
  countSetAside,
  findFlags,
  flagsByPlace,
  flagsByWeek,
  readLives,
  withAndWithout,
} from '#quality/quality.pg.ts';
import type { CampaignRule, Vocabulary } from '#quality/rule.ts';
import type { Example } from '#quality/trial.ts';
import type { Trials } from '#quality/trials.node.ts';

export type QualityOptions = {
  readonly db: Db;
  /** The programme whose facts are flagged, and the name its corrected cells are under. */
  readonly programme: string;
  readonly corrected: string;
  readonly vocabulary: Vocabulary;
  /** What of a fact is shown to who studies it. */
  readonly saysOf: (body: Readonly<Record<string, unknown>>) => Example['says'];
  /** The rules the campaign brings with it. */
  readonly campaignRules: readonly CampaignRule[];
  readonly trials: Trials;
  readonly write: WriteAudit;
  /** The department of a place as facts name it (`48`, `C-64`), `DEP-48`; the nation for a place of none. */
  readonly departmentOf: (place: string | undefined) => string;
  readonly nameOf: (place: string) => string;
  /** The clock: an ISO instant in UTC. */
  readonly now: () => string;
};

const NO_COUNTS: Counted = { facts: 0, people: 0, setAside: 0 };

const unknown = (rule: string): Refused =>
  refuse('rule-unknown', `no rule is called "${rule}"`, { field: 'rule' });

const institutionOf = ({ role, places }: Caller): Institution => ({ role, place: places[0] ?? '' });

/** Sums by a key that several rows may share. */
const summed = (rows: readonly (readonly [string, number])[]): [string, number][] => {
  const sums = new Map<string, number>();
  for (const [key, n] of rows) sums.set(key, (sums.get(key) ?? 0) + n);
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
};

const shower = ({ vocabulary, nameOf }: QualityOptions) => {
  const nameOfInstitution = ({ role, place }: Institution): Text => {
    const title = isRole(role) ? ROLES[role].title : { fr: role, en: role };
    const where = place === '' ? '' : `, ${nameOf(place)}`;
    return { fr: `${title.fr}${where}`, en: `${title.en}${where}` };
  };
  const institution = (by: Institution) => ({ ...by, name: nameOfInstitution(by) });
  const shown = (life: RuleLife, counts: Counted, isApplied: boolean): RuleShown => {
    const { id, title, why, source = null, finds, effect, state, owner, since } = life;
    return {
      ...{ id, title, why, source, finds, effect, state, since, isApplied, counts },
      says: vocabulary.tell(finds),
      owner: 'role' in owner ? nameOfInstitution(owner) : owner,
    };
  };
  return { institution, shown };
};

/** What a rule is found to be, each time it is read. */
const reader = (options: QualityOptions) => {
  const { db, programme, corrected, campaignRules, departmentOf, nameOf } = options;
  const { institution, shown } = shower(options);
  const all = async () => {
    const [lives, counts, applied, weeks, places, setAside, figures] = await Promise.all([
      readLives(db, campaignRules),
      countFlags(db, programme),
      appliedNames(db, programme),
      flagsByWeek(db, programme),
      flagsByPlace(db, programme),
      countSetAside(db, programme),
      withAndWithout(db, programme, corrected),
    ]);
    const departments = new Set(places.map(({ place }) => departmentOf(place ?? undefined)));
    return {
      rules: [...lives.values()].map((life) =>
        shown(life, counts.get(life.id) ?? NO_COUNTS, applied.has(life.id)),
      ),
      weeks,
      departments: [...departments].sort().map((code) => ({ code, name: nameOf(code) })),
      setAside,
      figures: figures.map(({ measure, recorded, difference }) => ({
        measure,
        recorded,
        corrected: recorded + difference,
      })),
    };
  };
  const inFull = async (life: RuleLife): Promise<RuleInFull> => {
    const [counts, applied, weeks, places] = await Promise.all([
      countFlags(db, programme, life.id),
      appliedNames(db, programme),
      flagsByWeek(db, programme, life.id),
      flagsByPlace(db, programme, life.id),
    ]);
    const byDepartment = places.map(({ place, facts }) => [departmentOf(place ?? undefined), facts] as const);
    return {
      ...shown(life, counts.get(life.id) ?? NO_COUNTS, applied.has(life.id)),
      proposedAt: life.proposedAt,
      positions: life.positions.map(({ by, agrees }) => ({ by: institution(by), agrees })),
      said: life.said.map((one) => ({ ...one, by: institution(one.by) })),
      agreementsMissing: life.state === 'proposed' ? Math.max(0, INSTITUTIONS_MIN - agreeing(life)) : 0,
      weeks: weeks.map(({ week, facts }) => ({ week, facts })),
      departments: summed(byDepartment).map(([department, facts]) => ({ department, facts })),
    };
  };
  return { all, inFull };
};

const isClosed = (life: RuleLife): Refused =>
  refuseInWords('rule-closed', {
    fr: `la règle « ${life.id} » est dans l’état « ${life.state} » : cela ne s’y fait plus`,
    en: `the rule "${life.id}" is in the state "${life.state}": that is no longer done to it`,
  });

const missingAgreement = (life: RuleLife): Refused | undefined => {
  const missing = INSTITUTIONS_MIN - agreeing(life);
  return missing <= 0
    ? undefined
    : refuseInWords('agreement-missing', {
        fr: `l’accord de ${missing} autre${missing > 1 ? 's' : ''} institution${missing > 1 ? 's' : ''} manque`,
        en: `the agreement of ${missing} other institution${missing > 1 ? 's' : ''} is missing`,
      });
};

/** Discussion and decision: what callers write. */
const writingRoutes = (options: QualityOptions, read: ReturnType<typeof reader>): Route[] => {
  const { db, vocabulary, campaignRules, write, now } = options;

  const event = (
    caller: Caller,
    rest: Pick<QualityEvent, 'rule' | 'id' | 'kind' | 'body'>,
  ): QualityEvent => ({
    ...rest,
    at: now(),
    account: caller.id,
    by: institutionOf(caller),
  });

  /** Adds what is said of a rule that is there; `may` refuses what its state does not allow. */
  const say = async (said: QualityEvent, may: (life: RuleLife) => Refused | undefined = () => undefined) => {
    const added = await addEvent(db, campaignRules, said, (lives) => {
      const life = lives.get(said.rule);
      if (life === undefined) return unknown(said.rule);
      return mayFollow(life.state, said.kind) ? may(life) : isClosed(life);
    });
    return isRefused(added) ? added : { status: 200 as const, body: { rule: await read.inFull(added.life) } };
  };

  return [
    route(proposeRule, async ({ body: { id, rule, draft }, caller }) => {
      const finds = vocabulary.read(draft.finds);
      if (isRefused(finds)) return finds;
      const said = event(caller, { rule, id, kind: 'proposed', body: { ...draft, finds } });
      const added = await addEvent(db, campaignRules, said, (lives) =>
        lives.has(rule)
          ? refuse('rule-known', `a rule is already called "${rule}": give yours another name`, {
              field: 'rule',
            })
          : undefined,
      );
      if (isRefused(added)) return added;
      const answer = { rule: await read.inFull(added.life) };
      return added.known ? { status: 200, body: answer } : { status: 201, body: answer };
    }),
    route(sayOfRule, ({ params: { rule }, body: { id, kind, text }, caller }) =>
      say(event(caller, { rule, id, kind, body: text === undefined ? {} : { text } })),
    ),
    route(decideRule, async ({ params: { rule }, body, caller, request }) => {
      const { id, decision, text, since } = body;
      const today = now().slice(0, 10);
      if (since !== undefined && since < today)
        return refuse('day-in-past', `"since" must be ${today} or later: a rule never holds backwards`, {
          field: 'since',
        });
      if (!(await readLives(db, campaignRules)).has(rule)) return unknown(rule);
      // The trail first: a line of what then was refused misleads nobody, a decision without its line would.
      const { role, place } = institutionOf(caller);
      const detail = { rule, decision };
      await write([{ account: caller.id, role, place, action: 'quality-adopt', detail, request }]);
      const held = decision === 'adopted' ? { text, since: since ?? today } : { text };
      return say(event(caller, { rule, id, kind: decision, body: held }), (life) =>
        decision === 'adopted' ? missingAgreement(life) : undefined,
      );
    }),
  ];
};

const trialRoutes = ({ vocabulary, trials }: QualityOptions): Route[] => {
  const unknownTrial = (trial: string): Refused =>
    refuse('trial-unknown', `no trial "${trial}" of yours is known here`, { field: 'trial' });
  return [
    route(startTrial, async ({ body: { finds: asked, effect }, caller }) => {
      const finds = vocabulary.read(asked);
      if (isRefused(finds)) return finds;
      const trial = trials.start(caller.id, { finds, effect });
      return isRefused(trial) ? trial : { status: 202, body: { trial, says: vocabulary.tell(finds) } };
    }),
    route(readTrial, async ({ params, caller }) => {
      const trial = trials.find(caller.id, params.trial);
      return trial === undefined ? unknownTrial(params.trial) : { status: 200, body: { trial } };
    }),
    route(stopTrial, async ({ params, caller }) => {
      const trial = trials.stop(caller.id, params.trial);
      return trial === undefined ? unknownTrial(params.trial) : { status: 200, body: { trial } };
    }),
  ];
};

/** Where the next page of flags begins: the day of the last one and its key. */
const cursorOf = (after: string | undefined): { day: string; key: string } | undefined => {
  const [, day, key] = /^(\d{4}-\d{2}-\d{2}) (.+)$/.exec(after ?? '') ?? [];
  return day === undefined || key === undefined ? undefined : { day, key };
};

export const qualityRoutes = (options: QualityOptions): Route[] => {
  const { db, programme, campaignRules, vocabulary, saysOf, departmentOf } = options;
  const read = reader(options);
  return [
    route(listRules, async () => ({ status: 200, body: await read.all() })),
    route(readVocabulary, async () => ({ status: 200, body: { predicates: vocabulary.predicates } })),
    route(readRule, async ({ params: { rule } }) => {
      const life = (await readLives(db, campaignRules)).get(rule);
      return life === undefined ? unknown(rule) : { status: 200, body: { rule: await read.inFull(life) } };
    }),
    route(listFlags, async ({ query: { rule, department, month, after } }) => {
      const places =
        department === undefined
          ? undefined
          : (await flagsByPlace(db, programme)).flatMap(({ place }) =>
              place !== null && departmentOf(place) === department ? [place] : [],
            );
      const asked = { rule, month, places, after: cursorOf(after), limit: FLAGS_SHOWN };
      const flags = await findFlags(db, programme, asked);
      const last = flags.length === FLAGS_SHOWN ? flags.at(-1) : undefined;
      return {
        status: 200,
        body: {
          flags: flags.map(({ occurredOn, place, body, ...flag }) => ({
            ...flag,
            ...{ day: occurredOn, department: departmentOf(place ?? undefined), says: saysOf(body) },
          })),
          next: last === undefined ? null : `${last.occurredOn} ${last.subject} ${last.fact} ${last.rule}`,
        },
      };
    }),
    ...trialRoutes(options),
    ...writingRoutes(options, read),
  ];
};
