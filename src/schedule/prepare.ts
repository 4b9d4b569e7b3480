/** Makes a schedule ready: see prepared.ts. Throws on a reference to nothing, which `checkSchedule` finds before. */
import { dayNumber } from '#kernel/day.ts';
import { invariant } from '#kernel/invariant.ts';
import { Codes, countryKey, periodOf, textOf } from '#schedule/codes.ts';
import { prepareSeries, prepareWho, seriesGroupsOf } from '#schedule/prepare-series.ts';
import {
  ALWAYS,
  type PreparedAntigen,
  type PreparedBeginning,
  type PreparedGroup,
  type PreparedSchedule,
  type PreparedSeries,
} from '#schedule/prepared.ts';
import type { Antigen, Schedule } from '#schedule/schedule.ts';

export const prepareSchedule = (schedule: Schedule): PreparedSchedule => {
  const codes = new Codes(schedule);
  const size = schedule.vaccines.length;
  const conflictIndex = new Uint16Array(size * size);
  const impacted = new Uint8Array(size);
  schedule.conflicts.forEach(({ previous, current }, i) => {
    conflictIndex[codes.vaccine(previous) * size + codes.vaccine(current)] = i + 1;
    impacted[codes.vaccine(current)] = 1;
  });
  const conflicts = schedule.conflicts.map(({ begin, endIfValid, end }) => ({
    begin: periodOf(begin),
    endIfValid: periodOf(endIfValid),
    end: periodOf(end),
  }));
  const series: PreparedSeries[] = [];
  const antigens = schedule.antigens.map((antigen, index) => {
    const first = series.length;
    series.push(...prepareSeries(antigen, index, first, codes, { conflictIndex, conflicts, size }));
    return prepareAntigen(schedule, antigen, index, series.slice(first), codes);
  });
  const groups = schedule.groups.map((group, index): PreparedGroup => {
    const members = group.antigens.map((name) => antigens.findIndex((antigen) => antigen.name === name));
    invariant(!members.includes(-1), `a vaccine group names an antigen the schedule has not: ${group.name}`);
    const vaccines = new Uint8Array(size);
    for (const member of members)
      antigens[member]?.contains.forEach((contains, vaccine) => {
        if (contains !== undefined) vaccines[vaccine] = 1;
      });
    const title = textOf(group.title ?? group.name);
    return {
      index,
      name: group.name,
      title,
      antigens: members,
      full: group.administerFull === true,
      blends: codes.blendsOf(group.name),
      vaccines,
    };
  });
  return {
    name: schedule.name,
    version: schedule.version,
    title: textOf(schedule.title),
    ages: codes.ages,
    ageTexts: codes.ageTexts,
    vaccines: schedule.vaccines.map(({ code, name }) => ({ code, name: textOf(name) })),
    vaccineIndex: codes.vaccines,
    observations: schedule.observations.map(({ code, title }) => ({ code, title: textOf(title) })),
    observationIndex: codes.observations,
    manufacturerIndex: codes.manufacturers,
    groups,
    groupIndex: new Map(
      schedule.groups.flatMap(({ name, aliases }, i) =>
        [...aliases, name].map((word): [string, number] => [word.toUpperCase(), i]),
      ),
    ),
    antigens,
    series,
    conflictIndex,
    conflicts,
    impacted,
    withholds: schedule.antigens.some(({ withheld }) => (withheld ?? []).length > 0),
  };
};

const prepareAntigen = (
  schedule: Schedule,
  antigen: Antigen,
  index: number,
  series: readonly PreparedSeries[],
  codes: Codes,
): PreparedAntigen => {
  const groups = seriesGroupsOf(antigen);
  const isFirst = (code: string): boolean =>
    antigen.series.some(({ group }) => group.code === code && group.choice === 'first');
  return {
    index,
    name: antigen.name,
    disease: textOf(antigen.disease ?? antigen.name),
    contains: schedule.vaccines.map((vaccine) => {
      const found = vaccine.antigens.find((association) => association.antigen === antigen.name);
      return found && { from: codes.age(found.from), until: codes.age(found.until) };
    }),
    immunityHistory: (antigen.immunity?.history ?? []).map(({ code }) => codes.observation(code)),
    immunityBirth: (antigen.immunity?.birth ?? []).map(({ before, country, exclusions }) => ({
      before: dayNumber(before),
      country: country === undefined ? null : countryKey(country),
      exclusions: exclusions.map(({ code }) => codes.observation(code)),
    })),
    contraindications: antigen.contraindications.map(({ code, from, until, text, guidance }) => ({
      observation: codes.observation(code),
      from: codes.age(from),
      until: codes.age(until),
      text: textOf(text),
      guidance: guidance === undefined ? null : textOf(guidance),
    })),
    vaccineContraindications: antigen.vaccineContraindications.map(({ code, vaccines, text, guidance }) => ({
      observation: codes.observation(code),
      vaccines: vaccines.map((vaccine) => ({
        vaccine: codes.vaccine(vaccine.code),
        from: codes.age(vaccine.from),
        until: codes.age(vaccine.until),
      })),
      text: textOf(text),
      guidance: guidance === undefined ? null : textOf(guidance),
    })),
    withheld: (antigen.withheld ?? []).map(({ text, who, vaccines, groups: concerned }) => ({
      text: textOf(text),
      who: who.map((one) => prepareWho(one, codes)),
      vaccines: vaccines.map((code) => codes.vaccine(code)),
      groups: Uint8Array.from(groups, (code) => Number(concerned.length === 0 || concerned.includes(code))),
    })),
    series: orderOf(series.filter(({ seriesGroup }) => !isFirst(seriesGroup))),
    seriesGroups: groups.map((code) => ({
      code,
      first: isFirst(code),
      byFirst: isFirst(code)
        ? byFirstOf(
            series.filter(({ seriesGroup }) => seriesGroup === code),
            schedule.vaccines.length,
          )
        : [],
      series: series.filter(({ seriesGroup }) => seriesGroup === code).map((member) => member.index),
    })),
  };
};

const byFirstOf = (members: readonly PreparedSeries[], vaccines: number): PreparedBeginning[] =>
  Array.from({ length: vaccines + 1 }, (_, vaccine) => {
    const possible = members.filter(({ begun }) =>
      vaccine === vaccines
        ? begun === null
        : begun === null || begun.first === null || begun.first[vaccine] === 1,
    );
    const bounds = possible.flatMap(({ begun }) => (begun === null ? [] : [begun.from, begun.before]));
    const starts = Int32Array.from(new Set([ALWAYS, ...bounds])).sort();
    return {
      starts,
      series: Array.from(starts, (day) =>
        possible
          .filter(({ begun }) => begun === null || (begun.from <= day && day < begun.before))
          .map(({ index }) => index),
      ),
    };
  });

/**
 * A series comes after those whose status its conditions ask for ("completed series"), however long the chain; a circle
 * is left as written. A series that follows others comes after them in the document already.
 */
const orderOf = (series: readonly PreparedSeries[]): number[] => {
  const ordered = new Set<number>();
  const met = new Set<PreparedSeries>();
  const visit = (one: PreparedSeries): void => {
    if (met.has(one)) return;
    met.add(one);
    for (const asked of seriesAskedBy(one))
      for (const other of series) if (other.index === asked) visit(other);
    ordered.add(one.index);
  };
  series.forEach(visit);
  return [...ordered];
};

const seriesAskedBy = ({ doses }: PreparedSeries): number[] =>
  doses.flatMap(({ skipsWhenEvaluating, skipsWhenForecasting }) =>
    [...skipsWhenEvaluating, ...skipsWhenForecasting].flatMap(({ sets }) =>
      sets.flatMap(({ conditions }) => conditions.flatMap((condition) => condition.series)),
    ),
  );
