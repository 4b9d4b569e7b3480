/** `rappel publish`: the official tables, the dashboard's files, their description and where they come from. */
import { resolve } from 'node:path';
import { INSURER } from '#indicators/disclosure.ts';
import { type Day, isDay } from '#kernel/day.ts';
import { openCampaign } from '#main/campaign.node.ts';
import { catchUp } from '#main/catch-up.node.ts';
import { catchUpRules } from '#main/catch-up-rules.node.ts';
import { type Command, EXIT, type Input, oneWord, WrongUsage } from '#main/command.node.ts';
import type { Config } from '#main/config.ts';
import { DATABASE_OPTIONS, DATABASE_USAGE, withDatabase } from '#main/database.node.ts';
import { publisher } from '#main/publication.node.ts';
import { publish as write } from '#publication/publish.node.ts';

const readDay = (input: Input, name: string): Day | undefined => {
  const day = input.text(name);
  if (day !== undefined && !isDay(day))
    throw new WrongUsage(`--${name} ${day} is not a day: expected YYYY-MM-DD`);
  return day;
};

export const publish = (config: Config): Command => ({
  name: 'publish',
  summary: 'write the official tables and the dashboard data',
  usage: `Usage: rappel publish CAMPAIGN --out DIR [options]

Counts what the ledger holds and writes every table in an official layout (CSV and Parquet), the files of the public
dashboard, the data dictionary and the provenance. Files appear whole or not at all; a table that is absurd against
the previous publication is held back, and the report says why.

  --out DIR                   where to write
  --as-known-on YYYY-MM-DD    figures as they were known at the end of that day (default: now)
  --layout YYYY-MM-DD         header, separator, grid and population in force at the end of that day
                              (default: the day of --as-known-on, else the campaign's usual one)
  --disclosure insurer        the health insurer's rule: counts under 11 are blank, others rounded to ten, and no total
                              gives a blank away; only tables of totals by age are published
  --corrected                 the corrected figures too, in tables of their own (NAME-corrected), with the rules of
                              quality in force, who adopted each, since when and why; not with --disclosure
  --overrule                  publish even tables that are absurd against the previous publication
${DATABASE_USAGE}
  --json                      print the report as JSON

Exit: 0 when it was published, tables held back included; 1 for a failure; 2 for wrong usage.`,
  options: {
    ...DATABASE_OPTIONS,
    out: { type: 'string' },
    'as-known-on': { type: 'string' },
    layout: { type: 'string' },
    disclosure: { type: 'string' },
    corrected: { type: 'boolean' },
    overrule: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  run: async (input, io) => {
    const campaign = await openCampaign(oneWord(input, 'CAMPAIGN'));
    const out = input.text('out');
    if (out === undefined) throw new WrongUsage('--out DIR is missing');
    const [asKnownOn, layout] = [readDay(input, 'as-known-on'), readDay(input, 'layout')];
    const rule = input.text('disclosure');
    if (rule !== undefined && rule !== 'insurer')
      throw new WrongUsage(`--disclosure ${rule}: the one rule known is insurer`);
    const disclosure = rule === undefined ? undefined : INSURER;
    const corrected = input.flag('corrected');
    if (corrected && disclosure !== undefined)
      throw new WrongUsage(
        '--corrected is not possible with --disclosure: two versions of a count give away what one of them hides',
      );
    const report = await withDatabase(input, config, async ({ db }) => {
      const now = new Date().toISOString();
      await catchUp(db);
      await catchUpRules(db, campaign, now);
      const asked = { asKnownOn, layout, disclosure, corrected, now };
      const { publication } = await publisher(campaign)(db, asked);
      const written = await write(out, publication, { overrule: input.flag('overrule') });
      return { ...written, layout: publication.meta.layout, lastDay: publication.meta.lastDay };
    });
    for (const { table, reason } of report.held)
      io.stderr.write(`${table} held back: ${reason[config.language]}\n`);
    io.stdout.write(
      input.flag('json')
        ? `${JSON.stringify(report)}\n`
        : `${report.tables.length} tables in the layout of ${report.layout}, to ${report.lastDay}, in ${resolve(out)} ` +
            `(${report.written.length} files written, ${report.unchanged} unchanged, ${report.held.length} tables held back).\n`,
    );
    return EXIT.done;
  },
});
