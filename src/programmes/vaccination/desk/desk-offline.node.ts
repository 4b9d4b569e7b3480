/**
 * Acts made without network: what a device is given beforehand, and what becomes of the acts it sends. Each is
 * recorded as of whoever made it, once however often it is sent; what needs a person's eye comes back with a question.
 */

import type { Fact } from '#facts/fact.ts';
import type { Caller } from '#http/identity.ts';
import { isRefused, type Refusal, type Refused, refuse, refuseInWords } from '#kernel/result.ts';
import type { Language } from '#kernel/text.ts';
import { entry } from '#people/reach.node.ts';
import type { Stored } from '#people/register.ts';
import { searchLimiter } from '#people/search-limiter.ts';
import { actTime, type Mended, mend } from '#programmes/vaccination/desk/clock.ts';
import {
  type OfflineAct,
  type OfflinePack,
  type OfflineResult,
  OfflineSealed,
} from '#programmes/vaccination/desk/desk.api.ts';
import type { Desk } from '#programmes/vaccination/desk/desk-record.node.ts';
import {
  callerOfGrant,
  type Grant,
  type Grants,
  openGrants,
} from '#programmes/vaccination/desk/grant.node.ts';
import { type OfflineKey, openOfflineKey } from '#programmes/vaccination/desk/offline-key.node.ts';
import { type Opened, recordedFor, whomFinder } from '#programmes/vaccination/desk/offline-person.node.ts';
import { injectionAskedOf, personOf, subjectOf } from '#programmes/vaccination/desk/person-at-desk.ts';
import { sayDate, sayMoment } from '#programmes/vaccination/desk/words.ts';
import { localOf, zoneOf } from '#programmes/vaccination/desk/zone.ts';
import type { Offline } from '#programmes/vaccination/facts.ts';
import { RECORD, type Warning } from '#programmes/vaccination/injection.api.ts';
import { lotsAt } from '#stock/lots.pg.ts';

const WAY = 'offline';

export type Sent = {
  readonly place: string;
  readonly deviceNow: string;
  readonly acts: readonly OfflineAct[];
  readonly caller: Caller;
  readonly request: string;
  readonly language: Language;
};

type Problem = NonNullable<OfflineResult['problem']>;
export type TellProblem = (refusal: Refusal, language: Language) => Problem;

const KEY_UNKNOWN = refuse('offline-key-unknown', 'this act was sealed to a key that is not ours');
const UNREADABLE = refuse(
  'offline-act-unreadable',
  'this act does not open: it was changed, or sealed under another id',
);
const FORGED = refuse('offline-grant-forged', 'the grant in this act is not one of ours');

const expired = ({ until }: Grant, zone: string): Refused<'offline-grant-expired'> =>
  refuseInWords('offline-grant-expired', {
    fr: `Le droit de travailler sans réseau valait jusqu’au ${sayMoment(until, zone).fr}.`,
    en: `The grant to work without network held until ${sayMoment(until, zone).en}.`,
  });

const ENDED = refuseInWords('offline-grant-ended', {
  fr: 'L’accès de qui a fait cet acte avait pris fin avant lui.',
  en: 'The access of whoever made this act had ended before it.',
});

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** When an act was made, and what of it is recorded; or that the professional must say the day. */
type Dated = {
  readonly madeAt: string;
  readonly act: OfflineSealed['act'];
  readonly offline: Offline;
};

/** The day given by the professional, where the clock says nothing: within the grant, and come. */
const confirmed = (said: OfflineSealed, day: string, grant: Grant, now: string, zone: string) => {
  const latest = now < grant.until ? now : grant.until;
  const [first, last] = [localOf(grant.issued, zone).day, localOf(latest, zone).day];
  if (day < first || day > last) {
    const [said, from, to] = [sayDate(day), sayDate(first), sayDate(last)];
    return refuseInWords('offline-day-outside', {
      fr: `Le ${said.fr} n’est pas entre le ${from.fr} et le ${to.fr}.`,
      en: `${said.en} is not between ${from.en} and ${to.en}.`,
    });
  }
  const { at: _, ...act } = said.act;
  // The end of that day, as far as it has come: whoever could act no more by then did not act.
  const end = Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(zone).toInstant().toString();
  const madeAt = Date.parse(end) < Date.parse(latest) ? new Date(end).toISOString() : latest;
  return {
    madeAt,
    act: { ...act, occurredOn: day },
    offline: { clock: 'confirmed', clock_off_s: 0 },
  } as const;
};

const mendedAct = (said: OfflineSealed, mended: Mended, zone: string): Dated => {
  const { at: _, ...act } = said.act;
  const { clock, clock_off_s, madeAt } = mended;
  return {
    madeAt,
    act: { ...act, ...actTime(said.act, said.madeAt, mended, zone) },
    offline: { clock, clock_off_s },
  };
};

const dateOf = (
  said: OfflineSealed,
  grant: Grant,
  { act, deviceNow, now, zone }: { act: OfflineAct; deviceNow: string; now: string; zone: string },
): Dated | Refused | undefined => {
  if (act.occurredOn !== undefined) return confirmed(said, act.occurredOn, grant, now, zone);
  const { madeAt, clockAhead_s: aheadThen } = said;
  const mended = mend({ madeAt, deviceNow, now, issued: grant.issued, aheadThen });
  return mended && mendedAct(said, mended, zone);
};

/** What an act says and by which grant, or why it does not open. */
const openerOf = (key: OfflineKey, grants: Grants) => {
  return (act: OfflineAct): { said: OfflineSealed; grant: Grant } | Refused => {
    if (act.kid !== key.shown.kid) return KEY_UNKNOWN;
    const text = key.open(act);
    const said = text === undefined ? undefined : OfflineSealed.safeParse(jsonOf(text)).data;
    if (said === undefined) return UNREADABLE;
    const grant = grants.read(said.grant);
    return grant === undefined ? FORGED : { said, grant };
  };
};

/** Why whoever made the act could not, or whoever sends it may not. */
const refusedMaker = async (
  { within, wasHeld }: Desk,
  grant: Grant,
  { maker, sender, at }: { readonly maker: Caller; readonly sender: Caller; readonly at: string },
): Promise<Refused | undefined> => {
  const { account, role, place } = grant;
  if (sender.id !== account && !within(place, sender.places))
    return refuse('place-forbidden', 'this act was made at a place that is in none of yours');
  if (at > grant.until) return expired(grant, zoneOf(place, within));
  const isHeld = maker.rights.has(RECORD) && (await wasHeld({ account, role, place, at }));
  return isHeld ? undefined : ENDED;
};

/** The lines of an act: of who made it, and of who sent it when that is somebody else. */
const writeLines = async (
  { write }: Desk,
  { maker, sender, request, madeAt }: Opened,
  person: string,
  known: boolean,
): Promise<void> => {
  const detail = { known, offline: true, madeAt };
  const by = entry({ caller: maker, request }, 'act', person, { ...detail, sentBy: sender.id });
  const through = entry({ caller: sender, request }, 'act', person, { ...detail, madeBy: maker.id });
  await write(sender.id === maker.id ? [by] : [by, through]);
};

/** Records an act of somebody who is known by now, once. */
const record = async (
  desk: Desk,
  opened: Opened,
  stored: Stored,
  { act, offline }: Dated,
): Promise<OfflineResult | Refused> => {
  const { id } = opened.act;
  const done = async (known: boolean, warnings: readonly Warning[]): Promise<OfflineResult> => {
    await writeLines(desk, opened, stored.person.id, known);
    return { id, status: known ? 'known' : 'recorded', warnings };
  };
  const isThis = (fact: Fact | undefined): boolean => fact?.body.product === act.product;
  const before = await recordedFor(desk, [stored], id);
  if (before !== undefined)
    return isThis(before) ? done(true, []) : refuse('id-conflict', 'another act has this id');
  const subject = subjectOf(stored);
  const asked = injectionAskedOf({ id, subject, place: opened.place, act, stored, offline });
  const about = { person: personOf(stored), merged: stored.mergedInto !== null };
  const handed = { kind: 'injection', asked, about, answers: act.answers } as const;
  const answer = await desk.recorder.submitOne(handed, opened.maker, WAY);
  if (!isRefused(answer)) return done(answer.known, answer.warnings);
  // Sent twice at the same moment, what the clock was off by may differ by a second: it is one act all the same.
  const isTwice = answer.refusal.code === 'id-conflict' && isThis(await recordedFor(desk, [stored], id));
  return isTwice ? done(true, []) : answer;
};

export const openOffline = (desk: Desk, tell: TellProblem) => {
  const { keyring, now, within } = desk;
  const key = openOfflineKey(keyring);
  const grants = openGrants(keyring);
  const open = openerOf(key, grants);
  const findWhom = whomFinder(desk, searchLimiter());

  const prepare = async (caller: Caller, place: string): Promise<OfflinePack> => {
    const { questionnaire, deskProducts, db } = desk;
    const at = now();
    return {
      key: key.shown,
      ...grants.give(caller, place, at),
      now: at,
      questionnaire,
      products: [...deskProducts],
      lots: await lotsAt(db, place),
    };
  };

  const sendOne = async (act: OfflineAct, sent: Sent): Promise<OfflineResult | Refused> => {
    const { caller: sender, request, deviceNow, language } = sent;
    const opening = open(act);
    if (isRefused(opening)) return opening;
    const { said, grant } = opening;
    const dated = dateOf(said, grant, { act, deviceNow, now: now(), zone: zoneOf(grant.place, within) });
    if (dated === undefined) return { id: act.id, status: 'needs-day', warnings: [], madeAt: said.madeAt };
    if (isRefused(dated)) return dated;
    const { madeAt } = dated;
    const maker = callerOfGrant(grant, sender);
    const refused = await refusedMaker(desk, grant, { maker, sender, at: madeAt });
    if (refused !== undefined) return refused;
    const opened: Opened = { act, said, maker, sender, madeAt, place: grant.place, request };
    const whom = await findWhom(opened);
    if ('stored' in whom) return record(desk, opened, whom.stored, dated);
    if (isRefused(whom)) return whom;
    if ('known' in whom) return { id: act.id, status: 'known', warnings: [] };
    return {
      ...{ id: act.id, status: 'needs-person', warnings: [], candidates: [...whom.candidates] },
      ...(said.identity !== undefined && { typed: said.identity }),
      ...(whom.why !== undefined && { problem: tell(whom.why, language) }),
    };
  };

  /**
   * One after the other: two acts of somebody typed twice are one person's. A refusal stays on the device with its
   * problem; `too-busy` is not one of an act, and the whole is sent again.
   */
  const send = async (sent: Sent): Promise<readonly OfflineResult[] | Refused<'too-busy'>> => {
    const results: OfflineResult[] = [];
    for (const act of sent.acts) {
      const result = await sendOne(act, sent);
      if (!isRefused(result)) {
        results.push(result);
        continue;
      }
      const { refusal } = result;
      if (refusal.code === 'too-busy') return refuse('too-busy', refusal.message);
      const problem = tell(refusal, sent.language);
      results.push({ id: act.id, status: 'refused', warnings: [], problem });
    }
    return results;
  };

  return { prepare, send };
};
