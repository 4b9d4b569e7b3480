/** Support over HTTP: report, follow, answer, announce, and how the service is. */
import type { WriteAudit } from '#access/audit.ts';
import type { Caller } from '#http/identity.ts';
import type { Problems } from '#http/problem.ts';
import { type Route, route } from '#http/route.ts';
import { hasLongNumber } from '#kernel/long-number.ts';
import { isRefused, type Refused, refuseInWords } from '#kernel/result.ts';
import { openLimiter } from '#people/search-limiter.ts';
import type { Status } from '#support/status.node.ts';
import {
  announce,
  answerReport,
  followReport,
  listAllReports,
  listReports,
  REPORTS_MAX,
  readStatus,
  reportTrouble,
  trustReporter,
} from '#support/support.api.ts';
import { openSupport, type SupportOptions } from '#support/support.node.ts';
import { addTrust, insertAnnouncement, queueOfReports } from '#support/support.pg.ts';

export const SUPPORT_PROBLEMS = {
  'report-names-somebody': {
    status: 422,
    title: { fr: 'Ce texte désigne quelqu’un', en: 'This text points to somebody' },
    mend: {
      fr: 'Ôtez le numéro et les noms : le signalement porte déjà ce qu’il faut pour comprendre.',
      en: 'Take the number and the names out: the report already carries what it takes to understand.',
    },
  },
  'reports-too-often': {
    status: 429,
    title: { fr: 'Trop de signalements', en: 'Too many reports' },
    mend: {
      fr: 'Complétez un signalement déjà fait, ou attendez l’heure dite.',
      en: 'Add to a report already made, or wait until the hour given.',
    },
  },
  'report-id-taken': {
    status: 409,
    title: { fr: 'Identifiant déjà pris par un autre signalement', en: 'Id already taken by another report' },
    mend: { fr: 'Tirez un nouvel identifiant.', en: 'Draw a new id.' },
  },
  'report-unknown': {
    status: 404,
    title: { fr: 'Signalement inconnu', en: 'Unknown report' },
    mend: { fr: 'Ouvrez-le depuis la liste.', en: 'Open it from the list.' },
  },
  'report-state': {
    status: 409,
    title: { fr: 'Ce signalement n’en est plus là', en: 'This report has moved on' },
    mend: { fr: 'Relisez-le, puis recommencez.', en: 'Read it again, then try again.' },
  },
} as const satisfies Problems;

const REPORT_LIMITS = { perMinute_max: 6, perHour_max: 40, callers_max: 10_000 };

export type SupportRoutesOptions = SupportOptions & { readonly status: Status; readonly write: WriteAudit };

const reporterOf = ({ id, role, places }: Caller) => ({ account: id, role, place: places[0] ?? '' });

export const supportRoutes = (options: SupportRoutesOptions): Route[] => {
  const { db, now, status, write } = options;
  const support = openSupport(options);
  const limiter = openLimiter(REPORT_LIMITS);

  const tooOften = (caller: Caller): Refused | undefined => {
    const from = limiter.take(caller.id, now());
    return from === undefined
      ? undefined
      : refuseInWords('reports-too-often', {
          fr: `Le prochain signalement peut se faire à partir de ${from}.`,
          en: `The next report may be made from ${from}.`,
        });
  };

  const answered = (caller: Caller, request: string) =>
    write([{ ...reporterOf(caller), action: 'trouble-answer', request }]);

  return [
    route(reportTrouble, async ({ body, caller }) => {
      const refused = tooOften(caller);
      if (refused !== undefined) return refused;
      const reported = await support.report(body, reporterOf(caller));
      if (isRefused(reported)) return reported;
      const { known, report } = reported;
      return known ? { status: 200, body: { report } } : { status: 201, body: { report } };
    }),
    route(listReports, async ({ caller }) => ({
      status: 200,
      body: { reports: await support.own(caller.id, REPORTS_MAX) },
    })),
    route(listAllReports, async () => ({
      status: 200,
      body: { reports: await support.shown(await queueOfReports(db, REPORTS_MAX), true) },
    })),
    route(followReport, async ({ body, caller }) => {
      const report = await support.step(body, caller.id, 'reporter');
      return isRefused(report) ? report : { status: 200, body: { report } };
    }),
    route(answerReport, async ({ body, caller, request }) => {
      const report = await support.step(body, caller.id, 'support');
      if (isRefused(report)) return report;
      await answered(caller, request);
      return { status: 200, body: { report } };
    }),
    route(trustReporter, async ({ body: { account, trusted }, caller }) => {
      await addTrust(db, { account, trusted, at: now(), by: caller.id });
      return { status: 200, body: { account, trusted } };
    }),
    route(announce, async ({ body, caller }) => {
      const { id, fr, en, from, until } = body;
      if (hasLongNumber(fr) || hasLongNumber(en))
        return refuseInWords('report-names-somebody', {
          fr: 'L’annonce contient ce qui ressemble à un numéro national.',
          en: 'The announcement holds what looks like a national number.',
        });
      await insertAnnouncement(db, { id, fr, en, starts_at: from, ends_at: until, by: caller.id });
      await status.refresh();
      return { status: 200, body: { announcement: { id, words: { fr, en }, from, until } } };
    }),
    route(readStatus, async () => ({ status: 200, body: await status.read() })),
  ];
};
