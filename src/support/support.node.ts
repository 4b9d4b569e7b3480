/** Reports of anomalies: kept with their texts sealed, followed to an answer. */
import type { Keyring } from '#access/keyring.node.ts';
import type { Db } from '#db/pool.ts';
import { hasLongNumber } from '#kernel/long-number.ts';
import { isRefused, type Refused, refuse, refuseInWords } from '#kernel/result.ts';
import { Context, type Report } from '#support/support.api.ts';
import {
  addEvent,
  type EventRow,
  eventsOf,
  findReport,
  insertReport,
  type ReportRow,
  reportsOf,
  trustedAmong,
} from '#support/support.pg.ts';
import { mayBecome, type State, type Subject } from '#support/support.ts';

export type SupportOptions = {
  /** Works as the role `access`. */
  readonly db: Db;
  readonly keyring: Keyring;
  /** How accounts are called; those without a name are absent. */
  readonly labelOf: (accounts: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  /** The clock: an ISO instant in UTC. */
  readonly now: () => string;
};

type Reporter = { readonly account: string; readonly role: string; readonly place: string };
type Reported = {
  readonly id: string;
  readonly subject: Subject;
  readonly context: Context;
  readonly text?: string | undefined;
};
type Step = { readonly id: string; readonly state: State; readonly text?: string | undefined };

const about = (id: string, seq: number): string => `report:${id}:${seq}`;

const NAMED = refuseInWords(
  'report-names-somebody',
  {
    fr: 'Ce texte contient ce qui ressemble à un numéro national.',
    en: 'This text holds what looks like a national number.',
  },
  { field: 'text' },
);
const UNKNOWN = refuse('report-unknown', 'no report of this id is yours to see', { field: 'id' });
const TAKEN = refuse('report-id-taken', 'this id is that of another report: draw a new one', { field: 'id' });

export const openSupport = ({ db, keyring, labelOf, now }: SupportOptions) => {
  const seal = (text: string | undefined, id: string, seq: number): Buffer | null =>
    text === undefined ? null : keyring.sealAccess(text, about(id, seq));
  const unseal = (sealed: Buffer | null, id: string, seq: number): string | null =>
    sealed === null ? null : (keyring.unsealAccess(sealed, about(id, seq)) ?? null);

  /** Reports as their pages show them; `asSupport` says who reported. */
  const shown = async (rows: readonly ReportRow[], asSupport: boolean): Promise<Report[]> => {
    const accounts = [...new Set(rows.map(({ account }) => account))];
    const [events, trusted, labels] = await Promise.all([
      eventsOf(
        db,
        rows.map(({ id }) => id),
      ),
      asSupport ? trustedAmong(db, accounts) : new Set<string>(),
      asSupport ? labelOf(accounts) : new Map<string, string>(),
    ]);
    const byReport = Map.groupBy(events, ({ report }) => report);
    return rows.map((row): Report => {
      const own = byReport.get(row.id) ?? [];
      const { id, subject, account, role, place } = row;
      return {
        id,
        subject,
        context: Context.parse(row.context),
        text: unseal(row.sealed_text, id, 0),
        reportedAt: row.reported_at,
        state: own.at(-1)?.state ?? 'open',
        events: own.map(({ state, seq, sealed_text, at, by }) => ({
          state,
          text: unseal(sealed_text, id, seq),
          at,
          bySupport: by !== account,
        })),
        from: asSupport
          ? { account, role, place, name: labels.get(account) ?? null, trusted: trusted.has(account) }
          : null,
      };
    });
  };

  const shownOne = async (row: ReportRow, asSupport: boolean): Promise<Report> => {
    const [report] = await shown([row], asSupport);
    if (report === undefined) throw new Error('a report is shown as one');
    return report;
  };

  /** The last event of a report, when what is asked may follow it. */
  const lastOf = async (
    { id, state, text }: Step,
    who: 'support' | 'reporter',
  ): Promise<EventRow | Refused> => {
    if (text !== undefined && hasLongNumber(text)) return NAMED;
    const last = (await eventsOf(db, [id])).at(-1);
    if (last === undefined) return UNKNOWN;
    return mayBecome(last.state, state, who)
      ? last
      : refuse('report-state', `a report that is "${last.state}" cannot become "${state}"`, {
          field: 'state',
        });
  };

  const step = async (asked: Step, by: string, who: 'support' | 'reporter') => {
    const row = await findReport(db, asked.id);
    if (row === undefined || (who === 'reporter' && row.account !== by)) return UNKNOWN;
    const last = await lastOf(asked, who);
    if (isRefused(last)) return last;
    const sealed_text = seal(asked.text, asked.id, last.seq + 1);
    const added = await addEvent(db, last, { state: asked.state, sealed_text, at: now(), by });
    if (!added)
      return refuse('report-state', 'somebody else wrote first: read the report again', { field: 'id' });
    return shownOne(row, who === 'support');
  };

  return {
    shown,
    step,
    /** The same id with the same words gives the same report. */
    report: async (asked: Reported, by: Reporter) => {
      if (asked.text !== undefined && hasLongNumber(asked.text)) return NAMED;
      const { id, subject, context } = asked;
      const sealed_text = seal(asked.text, id, 0);
      const row = { id, subject, context, ...by, sealed_text, reported_at: now() };
      if (await insertReport(db, row)) return { known: false, report: await shownOne(row, false) };
      const before = await findReport(db, id);
      if (before === undefined || before.account !== by.account || before.subject !== subject) return TAKEN;
      return { known: true, report: await shownOne(before, false) };
    },
    own: async (account: string, limit: number) => shown(await reportsOf(db, account, limit), false),
  };
};
export type Support = ReturnType<typeof openSupport>;
