/** One of the two threads of forecast-nation.bench.ts: draws its share of the people and answers each. */
import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { z } from 'zod';
import { type Day, dayNumber, dayOf } from '#kernel/day.ts';
import { type Draw, draws } from '#kernel/random.ts';
import { type Act, interpret, type Person, type Prepared } from '#programmes/vaccination/interpret.ts';
import { preparedCampaign } from '#programmes/vaccination/interpret-fixtures.node.ts';

/** People are asked about on this day: the strategy with most boosters, products and conditions. */
const ON: Day = '2022-12-13';
const TODAY = dayNumber(ON);
const FIRST_INJECTIONS = dayNumber('2021-01-04');
const REFERENCE = 'campaigns/fr-covid-19/data/reference.json';

const Reference = z.object({
  populations: z.array(
    z.object({ territories: z.record(z.string(), z.record(z.string(), z.number().nullable())) }),
  ),
});
const Share = z.object({ seed: z.int(), from: z.int(), to: z.int() });

/** A class of ages as VAC-SI writes it: its last age; `80` is 80 and over, `0` everybody. */
type AgeClass = { readonly from: number; readonly to: number; readonly upTo: number };

/** The classes of ages of the country (INSEE), each with the part of the population up to it. */
const readAges = (): readonly AgeClass[] => {
  const [first] = Reference.parse(JSON.parse(readFileSync(REFERENCE, 'utf8'))).populations;
  const national = Object.entries(first?.territories.FRA ?? {})
    .filter(([code]) => code !== '0')
    .map(([code, people]) => ({ last: Number(code), people: people ?? 0 }))
    .toSorted((one, other) => one.last - other.last);
  const total = national.reduce((sum, { people }) => sum + people, 0);
  let from = 0;
  let sum = 0;
  return national.map(({ last, people }) => {
    sum += people;
    const to = last === 80 ? 99 : last;
    const found = { from, to, upTo: sum / total };
    from = last === 80 ? from : last + 1;
    return found;
  });
};

const between = (draw: Draw, low: number, high: number): number =>
  low + Math.floor(draw() * (high - low + 1));

const PRODUCTS = ['PF', 'PF', 'PF', 'PF', 'MO', 'AZ', 'JA'];

/** How many had how many injections: about a fifth none, most three. */
const injectionsOf = (draw: Draw): number => {
  const at = draw();
  if (at < 0.2) return 0;
  if (at < 0.24) return 1;
  return at < 0.42 ? 2 : 3;
};

const personOf = (draw: Draw, ages: readonly AgeClass[], tags: readonly string[]): Person => {
  const at = draw();
  const { from, to } = ages.find(({ upTo }) => at < upTo) ?? { from: 40, to: 49 };
  const held: string[] = [];
  // About one person in six has something that a rule asks for.
  if (draw() < 0.16) held.push(tags[between(draw, 0, tags.length - 1)] ?? '');
  return {
    birthDate: dayOf(TODAY - between(draw, Math.floor(from * 365.25), Math.floor((to + 1) * 365.25) - 1)),
    tags: held,
    territory: String(between(draw, 1, 95)).padStart(2, '0'),
  };
};

const factsOf = (draw: Draw): Act[] => {
  const facts: Act[] = [];
  const product = PRODUCTS[between(draw, 0, PRODUCTS.length - 1)] ?? 'PF';
  let day = FIRST_INJECTIONS + between(draw, 0, 270);
  const injections = injectionsOf(draw);
  for (let rank = 1; rank <= injections; rank++) {
    facts.push({ kind: 'injection', occurredOn: dayOf(day), product: rank === 1 ? product : 'PF', rank });
    day += rank === 1 ? between(draw, 21, 49) : between(draw, 120, 240);
  }
  if (draw() < 0.3)
    facts.push({ kind: 'infection', occurredOn: dayOf(TODAY - between(draw, 1, 800)), proof: 'PCR' });
  return facts;
};

const answerAll = (prepared: Prepared, ages: readonly AgeClass[], share: z.infer<typeof Share>): number => {
  const tags = [...prepared.tags.keys()];
  const draw = draws(share.seed, `people from ${share.from}`);
  let due = 0;
  for (let person = share.from; person < share.to; person++)
    if (interpret(prepared, personOf(draw, ages, tags), factsOf(draw), ON).next.allowed) due++;
  return due;
};

const port = parentPort;
if (port === null) throw new Error('this module runs on a thread');
const { prepared } = await preparedCampaign();
const ages = readAges();
// Compiled before it is measured, as it is for all but the first second of a national run.
answerAll(prepared, ages, { seed: 0, from: 0, to: 100_000 });
port.on('message', (message) => {
  const share = Share.safeParse(message);
  if (!share.success) port.close();
  else port.postMessage(answerAll(prepared, ages, share.data));
});
port.postMessage('ready');
