/** `rappel rebuild`: every derived table recomputed from facts, and whether live counting had come to the same. */
import { countAll, findPosition } from '#indicators/count.pg.ts';
import { rebuild as rebuildCells } from '#indicators/rebuild.pg.ts';
import { openCampaign } from '#main/campaign.node.ts';
import { catchUp } from '#main/catch-up.node.ts';
import { catchUpRules } from '#main/catch-up-rules.node.ts';
import { type Command, EXIT, oneWord } from '#main/command.node.ts';
import type { Config } from '#main/config.ts';
import { DATABASE_OPTIONS, DATABASE_USAGE, withDatabase } from '#main/database.node.ts';
import { PROGRAMMES } from '#programmes/index.ts';

export const rebuild = (config: Config): Command => ({
  name: 'rebuild',
  summary: 'recompute every derived table from facts, and compare with live',
  usage: `Usage: rappel rebuild CAMPAIGN [options]

Applies the rules of quality in force, recomputes every derived table from the facts of the ledger, says whether live counting had come to the same, and
mends what differs.

${DATABASE_USAGE}
  --json            print the report as JSON

Exit: 0 when it was done, differences included; 1 for a failure; 2 for wrong usage.`,
  options: { ...DATABASE_OPTIONS, json: { type: 'boolean' } },
  run: async (input, io) => {
    const campaign = await openCampaign(oneWord(input, 'CAMPAIGN'));
    const report = await withDatabase(input, config, async ({ db }) => {
      // What was never counted has nothing to be compared with; what was, is followed by cursor and then compared.
      const { facts } = await findPosition(db);
      if (facts === 0) await catchUp(db);
      else await countAll(db, PROGRAMMES);
      await catchUpRules(db, campaign, new Date().toISOString());
      return rebuildCells(db, PROGRAMMES);
    });
    const equal = report.differences === 0;
    io.stdout.write(
      input.flag('json')
        ? `${JSON.stringify({ ...report, equal })}\n`
        : `${report.facts.toLocaleString('en')} facts of ${report.subjects.toLocaleString('en')} subjects, ` +
            `${report.histories.toLocaleString('en')} different histories, ${report.cells.toLocaleString('en')} cells, ` +
            `${report.flags.toLocaleString('en')} flags.\n` +
            `${equal ? 'Rebuilt = live.' : `Rebuilt differs from live in ${report.differences} cells or flags, which are mended.`}\n`,
    );
    return EXIT.done;
  },
});
