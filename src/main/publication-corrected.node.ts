/** The corrected figures of a publication: those recorded plus the differences that the rules of quality make. */

import { isRole, ROLES } from '#access/roles.ts';
import type { Db, Tx } from '#db/pool.ts';
import { correctedName } from '#indicators/correction.ts';
import { cellsOf } from '#indicators/count.pg.ts';
import type { Day } from '#kernel/day.ts';
import type { Table } from '#kernel/table.ts';
import type { Text } from '#kernel/text.ts';
import type { Campaign } from '#main/campaign.node.ts';
import type { Cell } from '#programmes/vaccination/indicators.ts';
import { vaccination } from '#programmes/vaccination/programme.ts';
import { readCampaignRules } from '#programmes/vaccination/quality/load.node.ts';
import { VOCABULARY } from '#programmes/vaccination/quality/predicates.ts';
import { correctedTable, type PublishedQuality, type PublishedRule } from '#publication/publication.ts';
import type { RuleLife } from '#quality/life.ts';
import { type Counted, countFlags, countSetAside, readLives } from '#quality/quality.pg.ts';
import { EFFECT_WORDS } from '#quality/rule.ts';

type Row = { readonly key: string; readonly n: number };

export type Corrected = {
  readonly quality: PublishedQuality;
  readonly cells: readonly Cell[];
};

/** Changes with the rules that flags and corrected cells are made with; undefined: there is none. */
export const findRulesVersion = async (db: Db | Tx): Promise<string | undefined> => {
  const { rows } = await db.query<{ version: string | null }>({
    name: 'rules-version',
    text: `select md5(string_agg(rule || ' ' || definition::text, ' ' order by rule)) as version
     from now_rule where programme = $1`,
    values: [vaccination.name],
  });
  return rows[0]?.version ?? undefined;
};

/** The name of a place of the campaign, or its code. */
const placeName = ({ reference: { nation, regions, departments } }: Campaign, place: string): string =>
  [
    nation,
    ...regions.map(({ code, name }) => ({ code: `REG-${code}`, name })),
    ...departments.map(({ code, name }) => ({ code: `DEP-${code}`, name })),
  ].find(({ code }) => code === place)?.name ?? place;

const ownerOf = ({ owner }: RuleLife, campaign: Campaign): Text => {
  if (!('role' in owner)) return owner;
  const { role, place } = owner;
  const title = isRole(role) ? ROLES[role].title : { fr: role, en: role };
  const where = placeName(campaign, place);
  return { fr: `${title.fr}, ${where}`, en: `${title.en}, ${where}` };
};

const publishedRule = (campaign: Campaign, life: RuleLife, { facts, setAside }: Counted): PublishedRule => ({
  ...{
    id: life.id,
    title: life.title,
    owner: ownerOf(life, campaign),
    since: life.since ?? '',
    why: life.why,
  },
  finds: VOCABULARY.tell(life.finds),
  effect: EFFECT_WORDS[life.effect],
  source: life.source ?? null,
  ...{ flagged: facts, setAside },
});

/**
 * What is recorded and what the rules change, added up, in the transaction that reads the figures; undefined while no
 * rule is applied.
 */
export const readCorrected = async (
  tx: Tx,
  campaign: Campaign,
  recorded: readonly Row[],
  asKnownOn: Day | undefined,
): Promise<(Omit<Corrected, 'cells'> & { readonly rows: readonly Row[] }) | undefined> => {
  const version = await findRulesVersion(tx);
  if (version === undefined) return undefined;
  const { rows: applied } = await tx.query<{ rule: string }>(
    'select rule from now_rule where programme = $1 order by rule',
    [vaccination.name],
  );
  const lives = await readLives(tx, await readCampaignRules(campaign.folder));
  const counts = await countFlags(tx, vaccination.name);
  const differences = await cellsOf(tx, correctedName(vaccination.name), asKnownOn);
  const sums = new Map(recorded.map(({ key, n }) => [key, n]));
  for (const { key, n } of differences) sums.set(key, (sums.get(key) ?? 0) + n);
  return {
    quality: {
      version,
      rules: applied.flatMap(({ rule }) => {
        const life = lives.get(rule);
        return life === undefined
          ? []
          : [publishedRule(campaign, life, counts.get(rule) ?? { facts: 0, people: 0, setAside: 0 })];
      }),
      setAside: await countSetAside(tx, vaccination.name),
      differs: differences.length > 0,
    },
    rows: [...sums].map(([key, n]) => ({ key, n })),
  };
};

/** Corrected figures are written where they are not the recorded ones again. */
export const differs = (corrected: Corrected | undefined): corrected is Corrected =>
  corrected?.quality.differs === true;

export const correctedFrom = (table: Table): Table => ({
  ...table,
  name: correctedTable(table.name),
  title: {
    fr: `${table.title.fr}, corrigé selon les règles de qualité`,
    en: `${table.title.en}, corrected by the rules of quality`,
  },
  description: {
    fr: `${table.description.fr} Sans les faits que les règles de qualité en vigueur écartent.`,
    en: `${table.description.en} Without the facts that the rules of quality in force set aside.`,
  },
});

/** The dashboard's files of the corrected view, in a folder of their own beside those of the recorded one. */
export const correctedFiles = (files: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(files).map(([path, file]) => [path.replace(/^json\//, 'json/corrected/'), file]),
  );
