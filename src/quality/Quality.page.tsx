import { PageHead } from '#access/page/page-head.tsx';
import { useRead, useSession } from '#access/page/session.tsx';
import { RIGHTS } from '#access/rights.ts';
import { useAddress } from '#kit/address.tsx';
import { hasFailed } from '#kit/api.web.ts';
import { DataTable } from '#kit/data-table.tsx';
import { useSpeech } from '#kit/language.tsx';
import { Section, Skeleton } from '#kit/shell.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { Flags } from '#quality/page/flags.tsx';
import { Propose } from '#quality/page/propose.tsx';
import { RuleView } from '#quality/page/rule.tsx';
import { type Overview, PartLink, Rules } from '#quality/page/rules.tsx';
import { signed } from '#quality/page/trial.tsx';
import { nameOfMeasure, SAY } from '#quality/page/words.ts';
import { listRules } from '#quality/quality.api.ts';
import '#quality/page/quality.css';

/** What rules flag, with and without them; one rule and its discussion; the form of a new one. */
export default function Quality() {
  const { say } = useSpeech();
  const { call } = useSession();
  const { rule = '', part = '' } = useAddress().query;
  // Coming back from a rule that was just decided, the list is another.
  const read = useRead(async () => {
    const found = await call(listRules, {});
    return hasFailed(found) ? found : found.body;
  }, `${rule} ${part}`);
  if (read.value === undefined)
    return (
      <>
        <PageHead kicker={say(SAY.kicker)} title={say(SAY.title)} />
        {read.failure ? <Trouble failure={read.failure} retry={read.again} /> : <Skeleton tall />}
      </>
    );
  if (rule !== '') return <RuleView key={rule} id={rule} overview={read.value} />;
  if (part === 'propose') return <Propose overview={read.value} />;
  return <All overview={read.value} />;
}

function All({ overview }: { overview: Overview }) {
  const { say } = useSpeech();
  const { session } = useSession();
  const rights = session?.state === 'signed-in' ? session.rights : [];
  return (
    <>
      <PageHead kicker={say(SAY.kicker)} title={say(SAY.title)} lead={say(SAY.lead)}>
        {rights.includes(RIGHTS.discussQuality) && (
          <p>
            <PartLink query={{ part: 'propose' }} className="button">
              {say(SAY.propose)}
            </PartLink>
          </p>
        )}
      </PageHead>
      <Section id="figures" kicker={say(SAY.figuresKicker)} title={say(SAY.figures)}>
        <Figures overview={overview} />
      </Section>
      <Section id="rules" kicker={say(SAY.rulesKicker)} title={say(SAY.rules)}>
        <Rules overview={overview} />
      </Section>
      <Section id="flagged" kicker={say(SAY.flaggedKicker)} title={say(SAY.flagged)}>
        <Flags overview={overview} />
      </Section>
    </>
  );
}

/** Every measure as recorded, corrected, and what lies between. */
function Figures({ overview: { figures, setAside } }: { overview: Overview }) {
  const { say, formats } = useSpeech();
  const sheet = {
    columns: [say(SAY.measure), say(SAY.recorded), say(SAY.corrected), say(SAY.difference)],
    rows: figures.map(({ measure, recorded, corrected }) => [
      say(nameOfMeasure(measure)),
      recorded,
      corrected,
      signed(corrected - recorded, formats.integer),
    ]),
  };
  return (
    <>
      <p>
        <b>{formats.integer(setAside)}</b> {say(SAY.setAside)}
      </p>
      {figures.length > 0 && <DataTable sheet={sheet} caption={say(SAY.figuresTable)} />}
    </>
  );
}
