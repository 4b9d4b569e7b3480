/** `rappel interpret`: what a person's facts mean under the strategy of a day, one case a line. */
import { fileURLToPath } from 'node:url';
import { answerLines } from '#main/answer-lines.node.ts';
import { type Command, EXIT, type Io, oneWord, runCommand, WrongUsage } from '#main/command.node.ts';
import type { Config } from '#main/config.ts';
import { type Prepared, prepare } from '#programmes/vaccination/interpret.ts';
import { answerLine } from '#programmes/vaccination/interpret-case.ts';
import { Campaign, Products } from '#programmes/vaccination/strategy-campaign.ts';
import { listCampaigns, readCampaign } from '#strategy/load.node.ts';

const CAMPAIGNS = fileURLToPath(new URL('../../campaigns/', import.meta.url));

const USAGE = `rappel interpret CAMPAIGN [--json] < cases.ndjson

Reads one case a line and answers one line each, in order; needs no database. Answers are always JSON.
  in   {"id","on","person":{"birthDate","tags":[],"territory"},
        "facts":[{"kind":"injection","occurredOn","product","rank"},{"kind":"infection","occurredOn","proof"}]}
  out  {"id","primary":{"eligible","products","places","requires","reasons"},
        "next":{"kind":"dose|booster|booster2|none","allowed","products","earliest","recommended","latest","reasons"},
        "status":{"clinical":"none|started|complete","statistics":"none|started|complete",
                  "pass":{"valid","from","expires"}},"missing","until"}
A line that cannot be read gives {"id","error"} and does not stop the others; blank lines are skipped.
Facts after "on" are not read. A birth date, tags, a product or a proof not given are named in "missing".
Tags, places and requirements are those of campaigns/CAMPAIGN/campaign.json, products those of products.json.

Exit codes: 0 every line got its answer or its error; 1 a failure; 2 wrong usage.`;

/** The strategies of a campaign of this installation, ready for `interpret`. */
export const readPrepared = async (campaign: string): Promise<Prepared> => {
  const campaigns = await listCampaigns(CAMPAIGNS);
  if (!campaigns.includes(campaign))
    throw new WrongUsage(`no campaign "${campaign}"; there is: ${campaigns.join(', ')}`);
  const folder = await readCampaign(`${CAMPAIGNS}${campaign}`);
  return prepare(
    folder.strategies,
    Products.parse(folder.products).products,
    Campaign.parse(folder.campaign),
  );
};

const command: Command = {
  name: 'interpret',
  summary: 'what facts about a person mean under the strategy of a day; needs no database',
  usage: USAGE,
  options: { json: { type: 'boolean' } },
  run: async (input, io) => {
    const prepared = await readPrepared(oneWord(input, 'the campaign'));
    await answerLines(io, (line) => answerLine(prepared, line));
    return EXIT.done;
  },
};

/** The command; the environment changes nothing to it. */
export const interpret = (_config: Config): Command => command;

/** Runs the command by itself; resolves to the exit code. */
export const interpretCommand = (args: readonly string[], io: Io): Promise<number> =>
  runCommand(command, args, io);
