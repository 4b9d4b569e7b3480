/** Support and the status page of a running Rappel, put together. */
import { VERSION } from '#main/campaign.node.ts';
import type { People } from '#main/people.node.ts';
import { type StatusPartsOptions, statusParts } from '#main/status-parts.node.ts';
import { openStatus } from '#support/status.node.ts';
import { SUPPORT_PROBLEMS, supportRoutes } from '#support/support.http.ts';
import { forgetSupport } from '#support/support.pg.ts';

/** What nobody looked at is written down too. */
const SAMPLE_MS = 30_000;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The status page shows a month; a report and its answers serve for a year. */
const CHANGES_DAYS = 60;
const REPORTS_DAYS = 365;

export type SupportOptions = {
  readonly people: People;
  readonly ledger: StatusPartsOptions['ledger'];
  readonly publication: string;
  readonly now: () => string;
};

export const openSupport = ({ people, ledger, publication, now }: SupportOptions) => {
  const { access: db, keyring, labelOf, audit } = people;
  const parts = statusParts({ ledger, publication, people: people.people, access: db });
  const status = openStatus({ db, parts, version: VERSION, now });
  const sample = setInterval(() => void status.refresh(), SAMPLE_MS).unref();
  const before = (days: number): string => new Date(Date.parse(now()) - days * DAY_MS).toISOString();
  const forget = setInterval(() => {
    // A database that is away is met again in six hours.
    forgetSupport(db, before(CHANGES_DAYS), before(REPORTS_DAYS)).catch(() => {});
  }, 6 * HOUR_MS).unref();
  return {
    routes: supportRoutes({ db, keyring, labelOf, now, status, write: audit.write }),
    problems: SUPPORT_PROBLEMS,
    close: (): void => {
      clearInterval(sample);
      clearInterval(forget);
    },
  };
};
