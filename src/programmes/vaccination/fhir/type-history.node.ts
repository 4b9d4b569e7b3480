/** The history of all Immunizations: what was recorded, corrected or taken back, the newest first. */
import { history, type VersionTold } from '#fhir/bundle.ts';
import { firstOf, type Interaction } from '#fhir/interaction.ts';
import { isRefused, refuseInWords } from '#kernel/result.ts';
import {
  actsOfSubject,
  historyAsked,
  versionTold,
} from '#programmes/vaccination/fhir/immunization-show.node.ts';
import { maySee, type Parts } from '#programmes/vaccination/fhir/parts.node.ts';
import { type Changed, changedBefore, SCANNED_MAX } from '#programmes/vaccination/fhir/type-history.pg.ts';

const CURSOR = /^(\d{1,19})-(\d{1,19})$/;

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
    const changed = await changedBefore(parts.care.db, tx && seq ? { tx, seq } : undefined);
    const versions: VersionTold[] = [];
    let last: Changed | undefined;
    for (const one of changed) {
      if (versions.length >= wanted.count) break;
      last = one;
      const linked = await parts.read(one.subject);
      if (isRefused(linked)) return linked;
      for (const act of actsOfSubject(one.subject, linked)) {
        const version = act.versions.find(({ made }) => made.id === one.id);
        if (version === undefined || !wanted.isSince(version.made.recordedAt)) continue;
        const sees = await maySee(parts, asked.caller, act);
        if (typeof sees === 'object') return sees;
        if (sees) versions.push(versionTold(parts, act, version));
      }
    }
    const base = parts.base();
    const address = `${base}/Immunization/_history?_count=${wanted.count}${wanted.since === undefined ? '' : `&_since=${encodeURIComponent(wanted.since)}`}`;
    const isMore = last !== undefined && (changed.length === SCANNED_MAX || last !== changed.at(-1));
    const next = isMore && last !== undefined ? `${address}&_cursor=${last.tx}-${last.seq}` : undefined;
    return { status: 200, body: history(base, versions, { self: address, next }) };
  };
