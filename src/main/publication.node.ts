/** Makes a publication of what is counted: tables in an official layout, the dashboard's files, where they come from. */
import { type Db, type Tx, transaction } from '#db/pool.ts';
import { campaignSubject, PublishedGrid } from '#facts/campaign.ts';
import type { Fact } from '#facts/fact.ts';
import { campaignFacts } from '#facts/ledger.pg.ts';
import { cellsOf, findPosition, type Position } from '#indicators/count.pg.ts';
import type { Rule } from '#indicators/disclosure.ts';
import type { Day } from '#kernel/day.ts';
import type { Table } from '#kernel/table.ts';
import { type Campaign, VERSION } from '#main/campaign.node.ts';
import {
  type Corrected,
  correctedFiles,
  correctedFrom,
  differs,
  readCorrected,
} from '#main/publication-corrected.node.ts';
import { dashboardOf } from '#programmes/vaccination/dashboard-json.ts';
import { AGE_CLASSES } from '#programmes/vaccination/facts.ts';
import { type Cell, cellOf } from '#programmes/vaccination/indicators.ts';
import { vaccination } from '#programmes/vaccination/programme.ts';
import { strategiesJson } from '#programmes/vaccination/strategies-json.ts';
import { Campaign as CampaignSheet, Products } from '#programmes/vaccination/strategy-campaign.ts';
import { wordsOf } from '#programmes/vaccination/strategy-words.ts';
import { discloseTotals } from '#programmes/vaccination/vacsi-disclosure.ts';
import { cubeOf, type Grid, tablesOf } from '#programmes/vaccination/vacsi-tables.ts';
import type { Publication, PublishedQuality } from '#publication/publication.ts';
import { findInForce, timelineOf } from '#strategy/in-force.ts';
import { hashOf } from '#strategy/load.node.ts';

export type Asked = {
  /** The day at whose end the figures were known; undefined is now. */
  readonly asKnownOn?: Day | undefined;
  readonly layout?: Day | undefined;
  /** Hides small counts by a rule; only tables of totals are published then. */
  readonly disclosure?: Rule | undefined;
  /** The corrected figures too, beside those recorded, with the rules of quality they follow. */
  readonly corrected?: boolean;
  /** The clock's reading, an ISO instant. */
  readonly now: string;
};

/** A replay that has not reached its end: what the dashboard shows as progress. */
export type ReplayState = { readonly done: number; readonly total: number; readonly day: Day } | null;

/** The counts of a programme at one place of the ledger. */
type Counts = {
  readonly cells: readonly Cell[];
  readonly position: Position;
  readonly grid: Grid;
  readonly progress: ReplayState;
  readonly corrected: Corrected | undefined;
};

const gridIn = (fact: Fact | undefined): PublishedGrid | undefined => {
  const parsed = PublishedGrid.safeParse(fact?.body.grid);
  return parsed.success ? parsed.data : undefined;
};

const latestDay = (cells: readonly Cell[], otherwise: Day): Day => {
  let latest = otherwise;
  for (const { day } of cells) if (day > latest) latest = day;
  return latest;
};

const earlier = (a: Day, b: Day): Day => (a < b ? a : b);

/**
 * The grid tables are published on: that of the publication replayed last, or of the replayed input, as known on the
 * day; without a replay, every day from the campaign's first to the last that has a count.
 */
const findGrid = async (
  tx: Tx,
  campaign: Campaign,
  cells: readonly Cell[],
  asKnownOn: Day | undefined,
  position: Position,
): Promise<{ grid: Grid; progress: ReplayState }> => {
  // What the counts have not reached yet is not there: a replay has ended when its last fact is counted.
  const factsOfKind = (kind: string) => campaignFacts(tx, campaignSubject(campaign.name), kind, position);
  const isKnown = (fact: Fact) => asKnownOn === undefined || fact.recordedAt.slice(0, 10) <= asKnownOn;
  const publications = await factsOfKind('publication-replayed');
  const published = gridIn(publications.filter(isKnown).at(-1));
  if (published !== undefined) return { grid: published, progress: null };

  const longest = (facts: readonly Fact[]) =>
    facts.toSorted((a, b) => ((gridIn(a)?.lastDay ?? '') < (gridIn(b)?.lastDay ?? '') ? -1 : 1)).at(-1);
  const began = longest(await factsOfKind('replay-began'));
  const replayed = gridIn(began);
  if (began !== undefined && replayed !== undefined) {
    const ended = gridIn(longest(await factsOfKind('replay-ended')));
    const complete = ended !== undefined && ended.lastDay >= replayed.lastDay;
    const reached = complete
      ? replayed.lastDay
      : earlier(latestDay(cells, replayed.firstDay), replayed.lastDay);
    const lastDay = asKnownOn === undefined ? reached : earlier(asKnownOn, reached);
    const progress = complete
      ? null
      : { done: position.facts, total: Number(began.body.injections), day: reached };
    return { grid: { ...replayed, lastDay }, progress };
  }
  const firstDay = CampaignSheet.parse(campaign.campaign).firstDay;
  const departments = campaign.reference.departments.map(({ code }) => code);
  const lastDay = latestDay(cells, firstDay);
  return {
    grid: { firstDay, lastDay, departments, classes: [...AGE_CLASSES], sparse: false },
    progress: null,
  };
};

const toCells = (rows: Iterable<{ readonly key: string; readonly n: number }>): Cell[] =>
  [...rows].map(({ key, n }) => cellOf(key, n)).filter((cell) => cell !== undefined);

const readCounts = (
  db: Db,
  campaign: Campaign,
  { asKnownOn, corrected = false }: Pick<Asked, 'asKnownOn' | 'corrected'>,
): Promise<Counts> =>
  transaction(
    db,
    async (tx) => {
      const position = await findPosition(tx);
      const rows = await cellsOf(tx, vaccination.name, asKnownOn);
      const cells = toCells(rows);
      const grid = await findGrid(tx, campaign, cells, asKnownOn, position);
      const view = corrected ? await readCorrected(tx, campaign, rows, asKnownOn) : undefined;
      return { cells, position, ...grid, corrected: view && { ...view, cells: toCells(view.rows) } };
    },
    'repeatable read',
  );

export type Prepared = {
  readonly publication: Publication;
  readonly quality: PublishedQuality | undefined;
  readonly position: Position;
  readonly progress: ReplayState;
};

/** What a campaign says of itself in every publication; read once. */
export const publisher = (campaign: Campaign) => {
  const sheet = CampaignSheet.parse(campaign.campaign);
  const { products } = Products.parse(campaign.products);
  const strategies = strategiesJson(campaign.strategies, wordsOf(sheet, products));
  /** Those that the days shown have seen: a whole campaign's are too heavy for a page about its first weeks. */
  const strategiesUntil = (lastDay: Day) => ({
    strategies: strategies.strategies.filter(({ from }) => from <= lastDay),
  });
  const timeline = timelineOf(campaign.strategies);
  const targets = sheet.targets.map(({ day, dose1, label, source }) => ({ day, dose1, label, source }));

  return async (
    db: Db,
    {
      asKnownOn,
      layout = asKnownOn ?? campaign.reference.defaultLayout,
      disclosure,
      corrected: wantsCorrected = false,
      now,
    }: Asked,
  ): Promise<Prepared> => {
    const asked = { asKnownOn, corrected: wantsCorrected && disclosure === undefined };
    const { cells, position, grid, progress, corrected } = await readCounts(db, campaign, asked);
    const options = { layout, reference: campaign.reference };
    const strategy = findInForce(timeline, grid.lastDay);
    const tables = function* (): Generator<Table> {
      const all = tablesOf(cubeOf(cells, grid, options), grid, options);
      yield* disclosure === undefined ? all : discloseTotals(all, campaign.reference, disclosure);
      if (differs(corrected))
        for (const table of tablesOf(cubeOf(corrected.cells, grid, options), grid, options))
          yield correctedFrom(table);
    };
    // The dashboard's series are dense, and its coverages need the populations of every territory.
    const dense = { ...grid, firstDay: earlier(grid.firstDay, grid.lastDay), sparse: false };
    const shown = { ...options, layout: campaign.reference.defaultLayout };
    const publication: Publication = {
      tables: { [Symbol.iterator]: tables },
      // The dashboard's daily series would give hidden counts away.
      json:
        disclosure === undefined
          ? {
              ...dashboardOf(cubeOf(cells, dense, shown), shown),
              ...(differs(corrected) &&
                correctedFiles(dashboardOf(cubeOf(corrected.cells, dense, shown), shown))),
              'json/strategies.json': strategiesUntil(grid.lastDay),
            }
          : {},
      meta: {
        campaign: campaign.name,
        title: sheet.title,
        description: {
          fr: 'Nombre de personnes vaccinées, par jour, territoire, âge et vaccin.',
          en: 'People vaccinated, by day, territory, age and product.',
        },
        publisher: { name: 'Rappel' },
        licence: {
          name: 'etalab-2.0',
          title: 'Licence Ouverte / Open Licence 2.0',
          path: 'https://www.etalab.gouv.fr/licence-ouverte-open-licence/',
        },
        keywords: [
          { fr: 'vaccination', en: 'vaccination' },
          { fr: 'Covid-19', en: 'Covid-19' },
        ],
        publishedAt: now,
        asKnownOn: asKnownOn ?? null,
        layout,
        firstDay: dense.firstDay,
        lastDay: grid.lastDay,
        ledger: { tx: position.tx, seq: position.seq, facts: position.facts },
        strategy: strategy === undefined ? null : { id: strategy.id, hash: hashOf(strategy) },
        code: { version: VERSION },
        ...(corrected !== undefined && { quality: corrected.quality }),
      },
      index: { targets, progress },
    };
    return { publication, quality: corrected?.quality, position, progress };
  };
};
