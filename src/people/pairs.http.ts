/** The routes of identity watch: parse, ask whether the caller reaches the people, decide, write the trail, reply. */
import type { Action, AuditEntry, WriteAudit } from '#access/audit.ts';
import { mayReach, type Within } from '#access/may.ts';
import { RIGHTS } from '#access/rights.ts';
import type { Caller } from '#http/identity.ts';
import type { Problems } from '#http/problem.ts';
import { type Route, route } from '#http/route.ts';
import { isRefused, type Refused, refuse } from '#kernel/result.ts';
import { listMerges, listPairs, settlePair, undoMerge } from '#people/pairs.api.ts';
import type { IsThere, Pairs } from '#people/pairs.node.ts';
import type { Register } from '#people/register.ts';

export type PairRoutesOptions = {
  readonly pairs: Pairs;
  readonly register: Pick<Register, 'findMany'>;
  readonly write: WriteAudit;
  readonly within: Within;
};

/** How the refusals of identity watch are told; `person-unknown` is told by the register (people-problems.http.ts). */
export const PAIRS_PROBLEMS = {
  'pair-elsewhere': {
    status: 403,
    title: { fr: 'Paire d’un autre territoire', en: 'Pair of another territory' },
    mend: {
      fr: 'Confiez cette paire à l’identitovigilance du lieu où l’une des deux réside.',
      en: 'Hand this pair to the identity watch of the place where one of the two lives.',
    },
  },
  'already-merged': {
    status: 409,
    title: { fr: 'Déjà rapprochée', en: 'Already merged' },
    mend: {
      fr: 'Défaites d’abord ce rapprochement, ou tranchez la paire du dossier nommé dans « reference ».',
      en: 'Undo that merge first, or settle the pair of the record named in "reference".',
    },
  },
  'merged-elsewhere': {
    status: 409,
    title: { fr: 'Le dossier à garder est lui-même rapproché', en: 'The record to keep was itself merged' },
    mend: {
      fr: 'Gardez plutôt le dossier nommé dans « reference ».',
      en: 'Keep the record named in "reference" instead.',
    },
  },
  'merge-too-large': {
    status: 409,
    title: { fr: 'Trop de dossiers pour une personne', en: 'Too many records for one person' },
    mend: {
      fr: 'Relisez les rapprochements de cette personne et défaites ceux qui sont faux.',
      en: 'Read the merges of this person again and undo those that are wrong.',
    },
  },
  'not-merged': {
    status: 409,
    title: { fr: 'Pas rapprochées', en: 'Not merged' },
    mend: {
      fr: 'Relisez la liste des rapprochements : celui-ci est déjà défait, ou fait autrement.',
      en: 'Read the list of merges again: this one was undone already, or made otherwise.',
    },
  },
} as const satisfies Problems;

const linesOf = (
  caller: Caller,
  request: string,
  action: Action,
  people: readonly string[],
  place = caller.places[0] ?? '',
): AuditEntry[] =>
  [...new Set(people)].map((person) => ({
    account: caller.id,
    role: caller.role,
    place,
    action,
    person,
    request,
  }));

export const pairRoutes = ({ pairs, register, write, within }: PairRoutesOptions): Route[] => {
  const mayList = (caller: Caller, place: string): Refused | undefined =>
    mayReach(caller, RIGHTS.readPairs, place, within)
      ? undefined
      : refuse('place-forbidden', `the place "${place}" is in none of yours`, { field: 'place' });

  const isIn =
    (place: string): IsThere =>
    (where) =>
      within(where ?? '', [place]);

  /**
   * Doubles across territories must be settled by somebody: it is enough to reach one of the two people of a pair
   * that was found. Two people whom nobody found alike are brought together by who reaches both.
   */
  const maySettle = async (caller: Caller, people: readonly string[]): Promise<Refused | undefined> => {
    const found = await register.findMany(people);
    const missing = people.find((person) => !found.has(person));
    if (missing !== undefined)
      return refuse('person-unknown', `the register has no person "${missing}": it may have been forgotten`);
    const reached = people.filter((person) =>
      mayReach(caller, RIGHTS.settlePairs, found.get(person)?.place ?? null, within),
    );
    const [one = '', other = ''] = people;
    const may = reached.length === people.length || (reached.length > 0 && (await pairs.isPair(one, other)));
    return may ? undefined : refuse('pair-elsewhere', 'neither of the two lives in your territory');
  };

  return [
    route(listPairs, async ({ query: { place, skip }, caller, request }) => {
      const refused = mayList(caller, place);
      if (refused !== undefined) return refused;
      const found = await pairs.list(isIn(place), skip);
      const seen = found.pairs.flatMap(({ one, other }) => [one.person, other.person]);
      await write(linesOf(caller, request, 'pair', seen, place));
      return { status: 200 as const, body: found };
    }),
    route(settlePair, async ({ body, caller, request }) => {
      const refused = await maySettle(caller, [body.one, body.other]);
      if (refused !== undefined) return refused;
      // The trail first: a line of what then was refused misleads nobody, a merge without its line would.
      const action = body.decision === 'same' ? 'merge' : 'separate';
      await write(linesOf(caller, request, action, [body.one, body.other]));
      const settled = await pairs.settle({ ...body, by: caller.id, place: caller.places[0] });
      return isRefused(settled) ? settled : { status: 200 as const, body: settled };
    }),
    route(listMerges, async ({ query: { place }, caller, request }) => {
      const refused = mayList(caller, place);
      if (refused !== undefined) return refused;
      const merges = await pairs.merges(isIn(place));
      const seen = merges.flatMap(({ kept, merged }) => [kept.person, merged.person]);
      await write(linesOf(caller, request, 'pair', seen, place));
      return { status: 200 as const, body: { merges } };
    }),
    route(undoMerge, async ({ body, caller, request }) => {
      const refused = await maySettle(caller, [body.kept, body.merged]);
      if (refused !== undefined) return refused;
      await write(linesOf(caller, request, 'unmerge', [body.kept, body.merged]));
      const undone = await pairs.undo({ ...body, by: caller.id, place: caller.places[0] });
      return isRefused(undone) ? undone : { status: 200 as const, body: undone };
    }),
  ];
};
