/** Watching over access: glass that was broken, and the audit trail. */
import type { Audit, WriteAudit } from '#access/audit.ts';
import type { Glasses } from '#access/glass.ts';
import type { Within } from '#access/may.ts';
import { listGlass, reviewGlass, verifyAudit } from '#access/oversight.api.ts';
import { type Route, route } from '#http/route.ts';
import { refuse } from '#kernel/result.ts';

export type OversightOptions = {
  readonly audit: Audit;
  readonly glasses: Glasses;
  readonly within: Within;
  readonly write: WriteAudit;
  /** The clock: an ISO instant in UTC. */
  readonly now: () => string;
  /** How accounts are called; those without a name are absent. */
  readonly labelOf?: (accounts: readonly string[]) => Promise<ReadonlyMap<string, string>>;
};

const LINES_SHOWN = 200;

export const oversightRoutes = ({
  audit,
  glasses,
  within,
  write,
  now,
  labelOf,
}: OversightOptions): Route[] => {
  /** Whether a place is the one asked for, or in it; that the caller may ask for it, the server has made sure of. */
  const inside =
    (asked: string) =>
    (place: string): boolean =>
      within(place, [asked]);

  return [
    route(listGlass, async ({ query: { place }, caller, request }) => {
      const kept = await glasses.list(inside(place));
      // Reasons are words about people: whoever reads them is told to each.
      const people = [...new Set(kept.map(({ person }) => person))];
      const by = { account: caller.id, role: caller.role, place, request };
      await write(people.map((person) => ({ ...by, action: 'glass-read', person })));
      const labels = await labelOf?.([...new Set(kept.map(({ account }) => account))]);
      return {
        status: 200,
        body: { glass: kept.map((one) => ({ ...one, who: labels?.get(one.account) ?? null })) },
      };
    }),
    route(reviewGlass, async ({ body, caller, request }) => {
      const isReviewed = await glasses.review(body.id, caller.id, now(), inside(body.place));
      const glass = isReviewed ? await glasses.find(body.id) : undefined;
      if (glass === undefined)
        return refuse('glass-unknown', `no glass "${body.id}" was broken for somebody of this place`, {
          field: 'id',
        });
      await write([
        {
          account: caller.id,
          role: caller.role,
          place: body.place,
          action: 'glass-review',
          person: glass.person,
          request,
        },
      ]);
      return { status: 200, body: { reviewed: true } };
    }),
    route(verifyAudit, async ({ query }) => {
      const { total, intact, brokenAt } = await audit.verify();
      const lines = await audit.ofPlaces(inside(query.place), LINES_SHOWN);
      return {
        status: 200,
        body: { lines: lines.map(({ request: _, ...line }) => line), total, intact, brokenAt },
      };
    }),
  ];
};
