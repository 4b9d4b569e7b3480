/** The specification: every case in the `cases` folder of the campaign, readable by a doctor, run as it is written. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { answerCase, Case } from '#programmes/vaccination/interpret-case.ts';
import { preparedCampaign } from '#programmes/vaccination/interpret-fixtures.node.ts';

const CASES = 'campaigns/fr-covid-19/cases';

const WrittenCase = z.strictObject({
  ...Case.shape,
  title: z.string().min(1),
  expect: z.record(z.string(), z.json()),
  cites: z.record(z.string(), z.string().min(1)).refine((cites) => Object.keys(cites).length > 0),
  note: z.string().optional(),
});

const { prepared, strategies } = await preparedCampaign();
const cited = new Map(strategies.flatMap((strategy) => Object.entries(strategy.cites)));

/** Places and products are sets: their order is no part of what a doctor writes. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string') ? value.toSorted() : value;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sorted(inner)]));
};

for (const file of readdirSync(CASES)) {
  const cases = z.array(WrittenCase).parse(parse(readFileSync(join(CASES, file), 'utf8')));
  describe(file, () => {
    test.each(cases.map((written) => [written.id, written.title, written] as const))(
      '%s %s',
      (_, __, written) => {
        const { expect: expected, cites, title: _title, note: _note, ...asked } = written;
        expect(sorted(answerCase(prepared, asked))).toMatchObject(Object(sorted(expected)));
        for (const [entry, title] of Object.entries(cites)) expect(cited.get(entry)?.fr, entry).toBe(title);
      },
    );
  });
}
