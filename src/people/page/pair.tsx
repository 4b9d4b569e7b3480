import { useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { focusSoon } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { dateWords } from '#kit/typed-date.ts';
import {
  keepOf,
  leaningOf,
  levelWords,
  type Mark,
  otherwiseWords,
  probabilityWords,
  type TraitRow,
  traitRows,
} from '#people/page/evidence.ts';
import { spacedNumber } from '#people/page/number-said.ts';
import { Named, TrustChip } from '#people/page/trust.tsx';
import { FIELDS, SEX } from '#people/page/words.ts';
import type { Pair } from '#people/pairs.api.ts';
import type { PersonShown } from '#people/people.api.ts';

const SAY = {
  one: { fr: 'Dossier A', en: 'Record A' },
  other: { fr: 'Dossier B', en: 'Record B' },
  chance: { fr: 'de chances que ce soit une seule personne', en: 'chance that this is one person' },
  otherwise: { fr: 'Sinon, ce seraient sans doute', en: 'Otherwise, these would probably be' },
  fact: { fr: 'fait', en: 'fact' },
  facts: { fr: 'faits', en: 'facts' },
  kept: { fr: 'Sera gardé', en: 'Will be kept' },
  keep: { fr: 'Garder plutôt celui-ci', en: 'Keep this one instead' },
  unknown: { fr: 'non connu', en: 'not known' },
  same: { fr: 'Même personne', en: 'Same person' },
  different: { fr: 'Deux personnes', en: 'Two people' },
  later: { fr: 'Plus tard', en: 'Later' },
  keys: {
    fr: 'Au clavier, ici\u00a0: M même personne, D deux personnes, S passer à la suivante.',
    en: 'By keyboard, here: M same person, D two people, S skip to the next.',
  },
  sure: { fr: 'Ces deux dossiers se contredisent', en: 'These two records contradict each other' },
  sureText: {
    fr: 'Un trait dit clairement deux personnes. Rapprocher mêlerait leurs vaccinations. Relisez les lignes marquées ≠.',
    en: 'A trait clearly says two people. Merging would mix their vaccinations. Read the lines marked ≠ again.',
  },
  sureYes: { fr: 'Rapprocher quand même', en: 'Merge all the same' },
  sureNo: { fr: 'Ne pas rapprocher', en: 'Do not merge' },
  desk: { fr: 'Trouvée à l’accueil', en: 'Found at the desk' },
  matching: { fr: 'Trouvée par comparaison', en: 'Found by matching' },
  two: { fr: 'deux personnes', en: 'two people' },
  person: { fr: 'une seule', en: 'one person' },
};

const MARKS: Readonly<Record<Mark, { readonly sign: string; readonly name: { fr: string; en: string } }>> = {
  same: { sign: '=', name: { fr: 'identique', en: 'same' } },
  near: { sign: '≈', name: { fr: 'proche', en: 'near' } },
  other: { sign: '≠', name: { fr: 'différent', en: 'different' } },
  missing: { sign: '?', name: { fr: 'manque d’un côté', en: 'missing on one side' } },
};

export type Settled = { readonly decision: 'same' | 'different'; readonly keep: string };

/** A key pressed too soon after a pair appeared was meant for the one before. */
const KEYS_AFTER_MS = 500;

/** Two records, trait by trait, with what each trait says; decided by buttons, or by one key. */
export function PairView(parts: {
  pair: Pair;
  busy: boolean;
  settle: (settled: Settled) => void;
  later: () => void;
}) {
  const { say } = useSpeech();
  const { pair } = parts;
  const [keep, setKeep] = useState(() => keepOf(pair));
  const [asking, setAsking] = useState(false);
  const since = useRef(0);
  useEffect(() => {
    since.current = performance.now();
  }, []);
  const same = () => {
    if (!pair.clearlyTwo) return parts.settle({ decision: 'same', keep });
    setAsking(true);
    focusSoon('pair-no');
  };
  const different = () => parts.settle({ decision: 'different', keep });
  const keys: Readonly<Record<string, () => void>> = { m: same, d: different, s: parts.later };
  const rows = traitRows(pair);
  return (
    <section
      className="pair-view"
      aria-labelledby="pair-title"
      aria-keyshortcuts="M D S"
      onKeyDown={(event) => {
        const soon = performance.now() - since.current < KEYS_AFTER_MS;
        if (event.repeat || soon || parts.busy || asking || event.metaKey || event.ctrlKey || event.altKey)
          return;
        const act = keys[event.key.toLowerCase()];
        if (act === undefined) return;
        event.preventDefault();
        act();
      }}
    >
      <div className="pair-verdict">
        <h2 id="pair-title" tabIndex={-1}>
          {say(probabilityWords(pair.probability))}
        </h2>
        <Chance pair={pair} />
      </div>
      <div className="pair-grid">
        <Heads pair={pair} keep={keep} setKeep={setKeep} />
        <ul className="pair-rows">
          {rows.map((row) => (
            <Row key={row.trait} row={row} />
          ))}
        </ul>
      </div>
      <div className="pair-decide">
        {asking ? (
          <Sure
            no={() => {
              setAsking(false);
              focusSoon('pair-title');
            }}
            yes={() => parts.settle({ decision: 'same', keep })}
          />
        ) : (
          <Decide pair={pair} busy={parts.busy} same={same} different={different} later={parts.later} />
        )}
      </div>
    </section>
  );
}

/** Asked once, where a trait says two people; the focus is on the way back. */
function Sure(parts: { no: () => void; yes: () => void }) {
  const { say } = useSpeech();
  return (
    <div className="pair-sure" role="alertdialog" aria-labelledby="sure-title" aria-describedby="sure-text">
      <p id="sure-title" className="callout-title">
        {say(SAY.sure)}
      </p>
      <p id="sure-text">{say(SAY.sureText)}</p>
      <div className="row">
        <Button id="pair-no" className="button" onPress={parts.no}>
          {say(SAY.sureNo)}
        </Button>
        <Button className="button danger" onPress={parts.yes}>
          {say(SAY.sureYes)}
        </Button>
      </div>
    </div>
  );
}

function Decide(parts: {
  pair: Pair;
  busy: boolean;
  same: () => void;
  different: () => void;
  later: () => void;
}) {
  const { say } = useSpeech();
  return (
    <>
      <div className="row">
        <Button className="button large" isDisabled={parts.busy} onPress={parts.same}>
          {say(SAY.same)} <kbd>M</kbd>
        </Button>
        <Button className="button large" isDisabled={parts.busy} onPress={parts.different}>
          {say(SAY.different)} <kbd>D</kbd>
        </Button>
        <Button className="button large quiet" isDisabled={parts.busy} onPress={parts.later}>
          {say(SAY.later)} <kbd>S</kbd>
        </Button>
      </div>
      <p className="small">
        {say(SAY.keys)} {say(parts.pair.foundBy === 'desk' ? SAY.desk : SAY.matching)}.
      </p>
    </>
  );
}

/** The probability as a line from two people to one, and what else would explain the pair. */
function Chance({ pair }: { pair: Pair }) {
  const { say, formats } = useSpeech();
  const percent = Math.min(99, Math.max(1, Math.round(pair.probability * 100)));
  return (
    <div className="chance">
      <div className="chance-line" aria-hidden="true">
        <span style={{ insetInlineStart: `${percent}%` }} />
      </div>
      <p>
        <b>{formats.percent(percent / 100, 0)}</b> {say(SAY.chance)}. {say(SAY.otherwise)}{' '}
        {say(otherwiseWords(pair.otherwise.relation))}.
      </p>
    </div>
  );
}

/** The two records above their columns, and what the bars beside them mean. */
function Heads(parts: { pair: Pair; keep: string; setKeep: (person: string) => void }) {
  const { say } = useSpeech();
  const { pair, ...keeping } = parts;
  return (
    <div className="pair-heads">
      <RecordHead name={say(SAY.one)} shown={pair.one} facts={pair.facts.one} {...keeping} />
      <RecordHead name={say(SAY.other)} shown={pair.other} facts={pair.facts.other} {...keeping} />
      <p className="scale" aria-hidden="true">
        <span>◂ {say(SAY.two)}</span>
        <span>{say(SAY.person)} ▸</span>
      </p>
    </div>
  );
}

function RecordHead(parts: {
  name: string;
  shown: PersonShown;
  facts: number;
  keep: string;
  setKeep: (person: string) => void;
}) {
  const { say, language, formats } = useSpeech();
  const { shown } = parts;
  return (
    <div className="pair-head">
      <p className="field-name">{parts.name}</p>
      <p className="pair-name">
        <Named name={shown.identity} />
      </p>
      <p className="small">
        <TrustChip trust={shown.trust} /> {formats.integer(parts.facts)}{' '}
        {say((language === 'fr' ? parts.facts < 2 : parts.facts === 1) ? SAY.fact : SAY.facts)}
      </p>
      {parts.keep === shown.person ? (
        <p className="pair-kept">✓ {say(SAY.kept)}</p>
      ) : (
        <Button className="text-button" onPress={() => parts.setKeep(shown.person)}>
          {say(SAY.keep)}
          <span className="visually-hidden"> – {parts.name}</span>
        </Button>
      )}
    </div>
  );
}

const useValue = () => {
  const { say, language } = useSpeech();
  return (trait: TraitRow['trait'], value: string): string => {
    if (value === '') return `– ${say(SAY.unknown)}`;
    if (trait === 'birthDate') return dateWords(value, language);
    if (trait === 'nationalNumber') return spacedNumber(value);
    if (trait === 'sex') return value === 'm' || value === 'f' ? say(SEX[value]) : say(SEX.u);
    return value;
  };
};

function Row({ row }: { row: TraitRow }) {
  const { say } = useSpeech();
  const value = useValue();
  const leaning = row.evidence && leaningOf(row.evidence);
  return (
    <li className="pair-row" data-mark={row.mark}>
      <p className="pair-trait">{say(FIELDS[row.trait])}</p>
      <p className="pair-value" data-empty={row.one === '' || undefined}>
        <span className="visually-hidden">{say(SAY.one)}: </span>
        {value(row.trait, row.one)}
      </p>
      <p className="pair-mark">
        <span aria-hidden="true">{MARKS[row.mark].sign}</span>
        <span className="visually-hidden">{say(MARKS[row.mark].name)}</span>
      </p>
      <p className="pair-value" data-empty={row.other === '' || undefined}>
        <span className="visually-hidden">{say(SAY.other)}: </span>
        {value(row.trait, row.other)}
      </p>
      <div className="pair-evidence">
        {row.evidence && leaning && (
          <>
            <div className="weigh" data-leans={leaning.leans} aria-hidden="true">
              <span style={{ inlineSize: `${leaning.length * 50}%` }} />
            </div>
            <p>
              {say(levelWords(row.evidence))}
              <span className="visually-hidden">, {say(leaning.words)}</span>
            </p>
          </>
        )}
      </div>
    </li>
  );
}
