/** What a person is shown of their own data: records that read as one, looks in words, the document of everything. */
import { ACTIONS, type Action, type LineKept } from '#access/audit.ts';
import { isRole, ROLES } from '#access/roles.ts';
import type { Fact } from '#facts/fact.ts';
import type { Text } from '#kernel/text.ts';
import type { PersonShown } from '#people/people.api.ts';
import type { Identity } from '#people/person.ts';
import type { Look, Request } from '#people/privacy.api.ts';
import { DATA_KINDS, type DataCode } from '#people/purposes.ts';
import type { Stored, StoredWarning } from '#people/register.ts';
import { type PrivacyPolicy, retentionWords } from '#people/retention.ts';

/** The records that read as one person's: the one that is kept, and those merged into it, near or far. */
export type Dossier = { readonly kept: Stored; readonly merged: readonly Stored[] };

export const recordsOf = ({ kept, merged }: Dossier): readonly Stored[] => [kept, ...merged];
export const idsOf = (dossier: Dossier): string[] => recordsOf(dossier).map(({ person }) => person.id);
export const subjectsOf = (dossier: Dossier): string[] => [
  ...new Set(recordsOf(dossier).flatMap(({ person }) => person.subjects)),
];

/** A record as its page shows it. */
export const shownOf = ({ kept, merged }: Dossier, warnings: readonly StoredWarning[] = []): PersonShown => ({
  person: kept.person.id,
  version: kept.person.version,
  identity: kept.person.identity,
  trust: kept.trust,
  evidence: kept.person.evidence,
  subjects: kept.person.subjects,
  place: kept.place,
  opposedSince: kept.person.opposedSince,
  mergedInto: kept.mergedInto,
  merged: merged.map(({ person }) => person.id),
  warnings: [...warnings],
});

const isAction = (text: string): text is Action => Object.hasOwn(ACTIONS, text);
const same = (text: string): Text => ({ fr: text, en: text });

/** Acts that only the person themselves does on their own record. */
export const isOwn = ({ action }: Pick<LineKept, 'action'>): boolean => action.startsWith('self-');

/** One line of the trail in words. @param labels names of accounts; one that has none is shown by its code */
export const lookOf = (
  line: LineKept,
  labels: ReadonlyMap<string, string>,
  placeName: (place: string) => string,
): Look => ({
  at: line.at,
  who: labels.get(line.account) ?? line.account,
  role: isRole(line.role) ? ROLES[line.role].title : same(line.role),
  place: line.place,
  placeName: line.place === '' ? '' : placeName(line.place),
  action: line.action,
  actionTitle: isAction(line.action) ? ACTIONS[line.action] : same(line.action),
  own: isOwn(line),
});

/** The latest first; many visits of the person themselves do not push the others out. */
export const chooseLines = (
  lines: readonly LineKept[],
  max: { readonly others: number; readonly own: number },
): LineKept[] => {
  const sorted = lines.toSorted((a, b) => b.seq - a.seq);
  const kept = new Set([
    ...sorted.filter((line) => !isOwn(line)).slice(0, max.others),
    ...sorted.filter(isOwn).slice(0, max.own),
  ]);
  return sorted.filter((line) => kept.has(line));
};

/** What each part of the document is. */
const PARTS: Readonly<Record<string, Text>> = {
  records: {
    fr: 'Vos dossiers : celui qui fait foi d’abord, puis ceux qui en ont été rapprochés. Traits d’état civil, coordonnées, ce qui les a prouvés, lieu de résidence, opposition à la recherche, et ce qui était connu avant chaque rectification.',
    en: 'Your records: the one that holds first, then those merged into it. Civil traits, contact details, what proved them, place of residence, opposition to research, and what was known before each rectification.',
  },
  pseudonyms: {
    fr: 'Les pseudonymes sous lesquels vos faits sont enregistrés, sans votre nom.',
    en: 'The pseudonyms under which your facts are recorded, without your name.',
  },
  facts: {
    fr: 'Ce qui est arrivé et quand (occurredOn), quand on l’a su (recordedAt), qui l’a enregistré (by), où (place), ce que c’est (kind, body). Un fait qui en corrige un autre le nomme (corrects) et dit pourquoi (reason).',
    en: 'What happened and when (occurredOn), when it was learnt (recordedAt), who recorded it (by), where (place), what it is (kind, body). A fact that corrects another names it (corrects) and says why (reason).',
  },
  requests: {
    fr: 'Vos demandes et leurs réponses.',
    en: 'Your requests and their answers.',
  },
  looks: {
    fr: 'Qui a vu ou changé vos données, en quelle qualité, où et quand ; « own » : vous-même.',
    en: 'Who saw or changed your data, as what, where and when; "own": yourself.',
  },
  pairs: {
    fr: 'Combien de fois vos dossiers ont été comparés à un autre parce qu’ils se ressemblent, et combien attendent une décision. L’autre personne n’est pas nommée.',
    en: 'How many times your records were compared with another because they are alike, and how many wait for a decision. The other person is not named.',
  },
  retention: {
    fr: 'Combien de temps chaque sorte de données est gardée.',
    en: 'How long each kind of data is kept.',
  },
  leftOut: {
    fr: 'Ce qui dépasse les limites de ce document ; demandez-le au délégué à la protection des données.',
    en: 'What is beyond the limits of this document; ask the data protection officer for it.',
  },
};

/**
 * Lists of the document are cut here: it stays below some megabytes, whatever happened. Of the looks, so many are the
 * person's own at most.
 */
export const EXPORT_MAX = { facts: 2000, looks: 2000, ownLooks: 500, versions: 100, requests: 200 } as const;

export type Earlier = { readonly identity: Identity; readonly replacedAt: string };

export type Everything = {
  readonly dossier: Dossier;
  /** What each record was before, the oldest first, by its id. */
  readonly earlier: ReadonlyMap<string, readonly Earlier[]>;
  readonly facts: readonly Fact[];
  readonly requests: readonly Request[];
  readonly looks: readonly Look[];
  readonly looksTotal: number;
  readonly pairs: { readonly waiting: number; readonly decided: number };
};

const isDataCode = (text: string): text is DataCode => Object.hasOwn(DATA_KINDS, text);

/** Everything held about a person, in one document. */
export const exportOf = (all: Everything, policy: PrivacyPolicy, now: string): Record<string, unknown> => {
  const versions = [...all.earlier.values()].reduce((sum, list) => sum + list.length, 0);
  const kept = recordsOf(all.dossier).map((stored) => ({
    ...stored,
    earlier: (all.earlier.get(stored.person.id) ?? []).slice(-EXPORT_MAX.versions),
  }));
  const shownVersions = kept.reduce((sum, { earlier }) => sum + earlier.length, 0);
  const over = (length: number, max: number): number => Math.max(0, length - max);
  return {
    format: 'rappel-my-data-1',
    madeAt: now,
    controller: policy.controller,
    yourRights: policy.rights,
    parts: PARTS,
    records: kept,
    pseudonyms: subjectsOf(all.dossier),
    facts: all.facts.slice(0, EXPORT_MAX.facts),
    requests: all.requests.slice(0, EXPORT_MAX.requests),
    looks: all.looks.slice(0, EXPORT_MAX.looks),
    pairs: all.pairs,
    retention: Object.keys(policy.retention)
      .filter(isDataCode)
      .map((code) => ({ data: DATA_KINDS[code].title, kept: retentionWords(policy.retention[code]) })),
    leftOut: {
      facts: over(all.facts.length, EXPORT_MAX.facts),
      requests: over(all.requests.length, EXPORT_MAX.requests),
      looks: all.looksTotal - Math.min(all.looks.length, EXPORT_MAX.looks),
      versions: versions - shownVersions,
    },
  };
};
