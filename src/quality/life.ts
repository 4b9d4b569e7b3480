/**
 * The life of a rule: proposed by somebody who studies the data, discussed and agreed to by institutions, adopted on a
 * date or rejected, and withdrawn one day. What happened is kept; where a rule stands is read from it.
 */
import { z } from 'zod';
import type { Day } from '#kernel/day.ts';
import type { Text } from '#kernel/text.ts';
import { type CampaignRule, RuleDraft } from '#quality/rule.ts';

export const EVENT_KINDS = [
  'proposed',
  'remark',
  'agreed',
  'disagreed',
  'adopted',
  'rejected',
  'withdrawn',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** An institution is who speaks: a role at a place (the analysts of a region, the national task force). */
export type Institution = { readonly role: string; readonly place: string };

export type QualityEvent = {
  readonly rule: string;
  readonly id: string;
  readonly kind: EventKind;
  /** ISO instant. */
  readonly at: string;
  readonly account: string;
  readonly by: Institution;
  readonly body: unknown;
};

export type RuleState = 'proposed' | 'adopted' | 'rejected' | 'withdrawn';

/** What may happen next. A rule of the campaign's own is adopted from the start. */
export const NEXT = {
  proposed: ['remark', 'agreed', 'disagreed', 'adopted', 'rejected'],
  adopted: ['remark', 'withdrawn'],
  rejected: [],
  withdrawn: [],
} as const satisfies Record<RuleState, readonly EventKind[]>;

export const mayFollow = (state: RuleState, kind: EventKind): boolean => {
  const next: readonly EventKind[] = NEXT[state];
  return next.includes(kind);
};

export type Said = {
  readonly id: string;
  readonly kind: EventKind;
  readonly at: string;
  readonly by: Institution;
  readonly text: string;
};

export type RuleLife = RuleDraft & {
  readonly id: string;
  readonly state: RuleState;
  /** Who answers for it: the owner the campaign names, or the institution that proposed it. */
  readonly owner: Text | Institution;
  /** The first day it applies; null until it is adopted. */
  readonly since: Day | null;
  readonly proposedAt: string | null;
  /** What each institution last said; the one that proposed agrees from the start. */
  readonly positions: readonly { readonly by: Institution; readonly agrees: boolean }[];
  readonly said: readonly Said[];
};

/** How many different institutions must agree before a rule is adopted: the one that proposes is never enough. */
export const INSTITUTIONS_MIN = 2;

export const sameInstitution = (a: Institution, b: Institution): boolean =>
  a.role === b.role && a.place === b.place;

export const agreeing = ({ positions }: Pick<RuleLife, 'positions'>): number =>
  positions.filter(({ agrees }) => agrees).length;

const Body = z.object({ text: z.string().optional(), since: z.string().optional() }).catch({});

const STATES: Partial<Readonly<Record<EventKind, RuleState>>> = {
  adopted: 'adopted',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
};

const withPosition = (
  positions: RuleLife['positions'],
  by: Institution,
  agrees: boolean,
): RuleLife['positions'] => [...positions.filter((one) => !sameInstitution(one.by, by)), { by, agrees }];

const after = (life: RuleLife, { id, kind, at, by, body }: QualityEvent): RuleLife => {
  // What came too late, after another decision, changes nothing.
  if (!mayFollow(life.state, kind)) return life;
  const { text = '', since } = Body.parse(body);
  const said = [...life.said, { id, kind, at, by, text }];
  const next = { ...life, said, state: STATES[kind] ?? life.state };
  if (kind === 'adopted') return { ...next, since: since ?? at.slice(0, 10) };
  if (kind === 'agreed' || kind === 'disagreed')
    return { ...next, positions: withPosition(life.positions, by, kind === 'agreed') };
  return next;
};

const begun = ({ rule, id, kind, at, by, body }: QualityEvent): RuleLife | undefined => {
  const draft = kind === 'proposed' ? RuleDraft.safeParse(body).data : undefined;
  return draft === undefined
    ? undefined
    : {
        ...draft,
        id: rule,
        state: 'proposed',
        owner: by,
        since: null,
        proposedAt: at,
        positions: [{ by, agrees: true }],
        said: [{ id, kind, at, by, text: '' }],
      };
};

const ofCampaign = ({ owner, since, id, ...draft }: CampaignRule): RuleLife => ({
  ...draft,
  ...{ id, owner, since, state: 'adopted', proposedAt: null, positions: [], said: [] },
});

/** Where every rule stands: the campaign's own first, then those proposed, in the order they were. */
export const livesOf = (
  campaign: readonly CampaignRule[],
  events: readonly QualityEvent[],
): ReadonlyMap<string, RuleLife> => {
  const lives = new Map(campaign.map((rule) => [rule.id, ofCampaign(rule)]));
  for (const event of events) {
    const life = lives.get(event.rule);
    const next = life === undefined ? begun(event) : after(life, event);
    if (next !== undefined) lives.set(event.rule, next);
  }
  return lives;
};

export const isInForce = ({ state, since }: RuleLife, day: Day): boolean =>
  state === 'adopted' && since !== null && since <= day;
