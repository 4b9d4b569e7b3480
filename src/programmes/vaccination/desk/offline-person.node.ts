/**
 * Who was injected without network: a record opened before, or an identity typed at the desk. Nobody is chosen for the
 * professional: where several may be meant, they say which; somebody like nobody is registered, provisionally, as at
 * the desk.
 */
import { RIGHTS } from '#access/rights.ts';
import { keyedHash } from '#access/session-hash.node.ts';
import type { Fact } from '#facts/fact.ts';
import { findByIds, keyOf } from '#facts/ledger.pg.ts';
import type { Caller } from '#http/identity.ts';
import { isRefused, type Refusal, type Refused, refuseInWords } from '#kernel/result.ts';
import { foundOf } from '#people/found.node.ts';
import type { Found } from '#people/people.api.ts';
import type { Identity } from '#people/person.ts';
import { entry, reached } from '#people/reach.node.ts';
import type { Likeness, Stored } from '#people/register.ts';
import type { TakeSearch } from '#people/search-limiter.ts';
import type { OfflineAct, OfflineSealed } from '#programmes/vaccination/desk/desk.api.ts';
import type { Desk } from '#programmes/vaccination/desk/desk-record.node.ts';
import { sayMoment } from '#programmes/vaccination/desk/words.ts';
import { zoneOf } from '#programmes/vaccination/desk/zone.ts';

/** An act that was opened: what it says, who made it and when, who sends it. */
export type Opened = {
  readonly act: OfflineAct;
  readonly said: OfflineSealed;
  readonly maker: Caller;
  readonly sender: Caller;
  /** When it was made, by the server's clock; the glass that was broken then is broken for it. */
  readonly madeAt: string;
  readonly place: string;
  readonly request: string;
};

export type Whom =
  | { readonly stored: Stored }
  /** The professional says who; `why` when what was typed cannot be registered. */
  | { readonly candidates: readonly Found[]; readonly why?: Refusal }
  /** It is in the ledger already, under one of those it may be. */
  | { readonly known: Fact }
  | Refused;

const GONE = refuseInWords('offline-person-gone', {
  fr: 'Le dossier de cette personne a été effacé entre-temps : rien n’est enregistré sur elle.',
  en: 'This person’s record was erased meanwhile: nothing is recorded about them.',
});

const tooOften = (from: string, zone: string): Refused<'search-too-often'> => {
  const { fr, en } = sayMoment(from, zone);
  return refuseInWords('search-too-often', {
    fr: `Trop d’actes à rapprocher d’une personne : renvoyez celui-ci à partir du ${fr}.`,
    en: `Too many acts to bring together with a person: send this one again from ${en}.`,
  });
};

/**
 * The id of a record registered for an act: the same however often it is sent, and no way back from the fact, whose
 * id everybody who reads facts sees.
 */
const personIdOf = ({ keyring }: Pick<Desk, 'keyring'>, act: string): string =>
  keyedHash(keyring, 'offline-person', act)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** The record, when whoever made the act could see it then, or whoever sends it can now. */
const reachedBy = async (desk: Desk, person: string, opened: Opened): Promise<Stored | Refused> => {
  if ((await desk.register.find(person)) === undefined) return GONE;
  const then = await reached({ ...desk, now: () => opened.madeAt }, opened.maker, RIGHTS.readPeople, person);
  return isRefused(then) ? reached(desk, opened.sender, RIGHTS.readPeople, person) : then;
};

/** The fact of this act under any pseudonym of these people. */
export const recordedFor = async (
  { db }: Pick<Desk, 'db'>,
  people: readonly Stored[],
  id: string,
): Promise<Fact | undefined> => {
  const keys = people.flatMap(({ person }) => person.subjects.map((subject) => ({ subject, id })));
  if (keys.length === 0) return undefined;
  const found = await findByIds(db, keys);
  return keys.map((key) => found.get(keyOf(key))).find((fact) => fact !== undefined);
};

/** Somebody else under the national number that was typed: a slip of the name or of the number, not a new person. */
const byNumber = async (
  { register }: Pick<Desk, 'register'>,
  { nationalNumber }: Identity,
): Promise<readonly Likeness[]> => {
  const found = nationalNumber === undefined ? undefined : await register.search({ nationalNumber });
  return found === undefined || isRefused(found) ? [] : found.found;
};

export type FindWhom = (opened: Opened) => Promise<Whom>;

/** @param take counts the people shown to a sender, as searches are counted */
export const whomFinder = (desk: Desk, take: TakeSearch): FindWhom => {
  const { register, write, now } = desk;

  /** Shows who may be meant, unless the act is under one of them already. */
  const show = async (found: readonly Likeness[], opened: Opened): Promise<Whom> => {
    const { act, sender, request } = opened;
    const known = await recordedFor(
      desk,
      found.map(({ stored }) => stored),
      act.id,
    );
    if (known !== undefined) return { known };
    const candidates = await Promise.all(found.map((one) => foundOf(desk, sender, one)));
    const detail = { by: 'offline', found: candidates.length };
    await write(candidates.map(({ person }) => entry({ caller: sender, request }, 'search', person, detail)));
    const from = take(sender.id, now());
    return from === undefined ? { candidates } : tooOften(from, zoneOf(opened.place, desk.within));
  };

  const registering = async (identity: Identity, opened: Opened): Promise<Whom> => {
    const { act, maker, madeAt, place, request } = opened;
    const id = personIdOf(desk, act.id);
    const before = await register.find(id);
    if (before !== undefined) return { stored: before };
    if (!maker.rights.has(RIGHTS.registerPeople)) return show([], opened);
    const asked = { id, identity, evidence: [], by: maker.id, now: now(), at: place };
    // The trail first, as at the desk: a record without its line would mislead, a line without its record does not.
    await write([entry({ caller: maker, request }, 'register', id, { offline: true, madeAt })]);
    const alike = await register.register({ ...asked, notThese: [] });
    const isNew = act.person === 'new' && !isRefused(alike) && 'candidates' in alike;
    const notThese = isNew ? alike.candidates.map(({ stored }) => stored.person.id) : [];
    const answer = isNew ? await register.register({ ...asked, notThese }) : alike;
    if (isRefused(answer))
      return answer.refusal.code === 'person-id-taken' ? GONE : { candidates: [], why: answer.refusal };
    if ('candidates' in answer) return show(answer.candidates, opened);
    return { stored: answer.stored };
  };

  const byIdentity = async (identity: Identity, opened: Opened): Promise<Whom> => {
    const registered = await register.find(personIdOf(desk, opened.act.id));
    if (registered !== undefined) return { stored: registered };
    if (opened.act.person !== 'new') {
      const strict = await register.findStrict(identity);
      if (strict !== undefined && strict !== 'unsure') {
        const stored = await reachedBy(desk, strict.person.id, opened);
        return isRefused(stored) ? show([{ stored: strict, likeness: 1 }], opened) : { stored };
      }
      const numbered = await byNumber(desk, identity);
      if (numbered.length > 0) return show(numbered, opened);
    }
    return registering(identity, opened);
  };

  return async (opened) => {
    const { act, said } = opened;
    // What was sealed is what was seen: who sends it may answer for an identity that was typed, not for a record.
    const chosen = said.person ?? (act.person === 'new' ? undefined : act.person);
    if (chosen !== undefined) {
      // Chosen another time for another: the act is where it was first recorded.
      const others = [said.person, personIdOf(desk, act.id)].filter((one) => one !== undefined);
      const known = await recordedFor(desk, [...(await register.findMany(others)).values()], act.id);
      if (known !== undefined) return { known };
      const stored = await reachedBy(desk, chosen, opened);
      return isRefused(stored) ? stored : { stored };
    }
    return said.identity === undefined ? show([], opened) : byIdentity(said.identity, opened);
  };
};
