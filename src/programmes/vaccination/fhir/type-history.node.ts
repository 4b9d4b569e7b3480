/** The history of all Immunizations: what was recorded, corrected or taken back, the newest first. */
import { history, queryOf, type VersionTold } from '#fhir/bundle.ts';
import { firstOf, type Interaction } from '#fhir/interaction.ts';
import type { Caller } from '#http/identity.ts';
import { isRefused, type Refused, refuseInWords } from '#kernel/result.ts';
import {
  actsOfSubject,
  historyAsked,
  versionTold,
} from '#programmes/vaccination/fhir/immunization-show.node.ts';
import { maySee, type Parts } from '#programmes/vaccination/fhir/parts.node.ts';
import { type Changed, changedBefore, type Place } from '#programmes/vaccination/fhir/type-history.pg.ts';

const CURSOR = /^(\d{1,18})-(\d{1,18})$/;
/** Facts whose acts are read together. */
const TOGETHER = 50;

/** The version of an act that a fact made, when the caller may see it. */
const versionOf = async (
  parts: Parts,
  caller: Caller,
  { subject, id }: Changed,
): Promise<VersionTold | undefined | Refused> => {
  const linked = await parts.read(subject);
  if (isRefused(linked)) return linked;
  for (const act of actsOfSubject(subject, linked)) {
    const version = act.versions.find(({ made }) => made.id === id);
    if (version === undefined) continue;
    const sees = await maySee(parts, caller, act);
    if (typeof sees === 'object') return sees;
    return sees ? versionTold(parts, act, version) : undefined;
  }
  return undefined;
};

/** As many versions as asked, and the last fact that was looked at when some were not. */
const versionsOf = async (
  parts: Parts,
  caller: Caller,
  { changed, count }: { readonly changed: readonly Changed[]; readonly count: number },
): Promise<{ versions: VersionTold[]; stoppedAt: Place | undefined } | Refused> => {
  const versions: VersionTold[] = [];
  for (let from = 0; from < changed.length; from += TOGETHER) {
    const some = changed.slice(from, from + TOGETHER);
    const found = await Promise.all(some.map((one) => versionOf(parts, caller, one)));
    for (const [i, version] of found.entries()) {
      if (version !== undefined && isRefused(version)) return version;
      if (version !== undefined) versions.push(version);
      const isLast = from + i === changed.length - 1;
      if (versions.length >= count && !isLast) return { versions, stoppedAt: some[i] };
    }
  }
  return { versions, stoppedAt: undefined };
};

/** A page: as many as asked, of at most so many facts; where the next one begins, when there may be more. */
export const typeHistory =
  (parts: Parts): Interaction =>
  async (asked) => {
    const wanted = historyAsked(asked);
    if (isRefused(wanted)) return wanted;
    const text = firstOf(asked.parameters, '_cursor');
    const [, tx, seq] = CURSOR.exec(text ?? '') ?? [];
    if (text !== undefined && (tx === undefined || seq === undefined))
      return refuseInWords('fhir-parameter', {
        fr: '« _cursor » vient du lien « next » : suivez-le tel quel',
        en: '"_cursor" comes from the link "next": follow it as it is',
      });
    const { changed, end } = await changedBefore(
      parts.care.db,
      tx && seq ? { tx, seq } : undefined,
      wanted.first,
    );
    const { count } = wanted;
    const found = await versionsOf(parts, asked.caller, { changed: count === 0 ? [] : changed, count });
    if (isRefused(found)) return found;
    const at = count === 0 ? undefined : (found.stoppedAt ?? end);
    const base = parts.base();
    const address = `${base}/Immunization/_history?${queryOf([
      ['_count', count],
      ['_since', wanted.since],
    ])}`;
    const next = at === undefined ? undefined : `${address}&_cursor=${at.tx}-${at.seq}`;
    return { status: 200, body: history(base, found.versions, { self: address, next }) };
  };
