import { type FormEvent, useState } from 'react';
import { Button } from 'react-aria-components';
import { PageHead } from '#access/page/page-head.tsx';
import { useRead, useSession } from '#access/page/session.tsx';
import { changeAddress } from '#kit/address.web.ts';
import { type Failure, hasFailed, newId } from '#kit/api.web.ts';
import { LongField, SelectField, TextField } from '#kit/fields.tsx';
import { useSpeech } from '#kit/language.tsx';
import { Section, Skeleton } from '#kit/shell.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { findsOf, type Typed, usualOf } from '#quality/page/parameters.ts';
import { type Overview, PartLink } from '#quality/page/rules.tsx';
import { TrialView, useTrial } from '#quality/page/trial.tsx';
import { SAY } from '#quality/page/words.ts';
import {
  type ParameterShown,
  type PredicateShown,
  proposeRule,
  readVocabulary,
} from '#quality/quality.api.ts';
import { EFFECT_WORDS, EFFECTS, Effect } from '#quality/rule.ts';

/** The form of a rule: chosen, tried on the ledger, told in words, proposed. */
export function Propose({ overview }: { overview: Overview }) {
  const { say } = useSpeech();
  const { call } = useSession();
  const read = useRead(async () => {
    const found = await call(readVocabulary, {});
    return hasFailed(found) ? found : found.body.predicates;
  }, 'vocabulary');
  return (
    <>
      <PageHead kicker={say(SAY.kicker)} title={say(SAY.proposeTitle)} lead={say(SAY.proposeLead)}>
        <p>
          <PartLink query={{}}>{say(SAY.back)}</PartLink>
        </p>
      </PageHead>
      <Trouble failure={read.failure} retry={read.again} />
      {read.value ? <Form predicates={read.value} overview={overview} /> : <Skeleton tall />}
    </>
  );
}

function Form({ predicates, overview }: { predicates: readonly PredicateShown[]; overview: Overview }) {
  const { say } = useSpeech();
  const [what, setWhat] = useState(predicates[0]?.what ?? '');
  const predicate = predicates.find((one) => one.what === what) ?? predicates[0];
  const [typed, setTyped] = useState<Typed>(predicate ? usualOf(predicate) : {});
  const [effect, setEffect] = useState<Effect>('flag');
  const [wrong, setWrong] = useState<readonly string[]>([]);
  const work = useTrial();
  const names = new Map(overview.departments.map(({ code, name }) => [code, name]));
  if (predicate === undefined) return null;
  const choose = (next: string) => {
    const found = predicates.find((one) => one.what === next);
    if (found === undefined) return;
    setWhat(next);
    setTyped(usualOf(found));
    setWrong([]);
    work.forget();
  };
  const finds = () => {
    const found = findsOf(predicate, typed);
    setWrong('wrong' in found ? found.wrong : []);
    return 'wrong' in found ? undefined : found.finds;
  };
  const tryIt = (event: FormEvent) => {
    event.preventDefault();
    const found = finds();
    if (found !== undefined) void work.start(found, effect);
  };
  return (
    <>
      <Section id="try" kicker={say(SAY.proposeTitle)} title={say(SAY.tryTitle)}>
        <form className="quality-form" onSubmit={tryIt} noValidate>
          <SelectField
            label={say(SAY.predicate)}
            hint={say(predicate.explains)}
            value={what}
            onChange={choose}
            options={predicates.map((one) => ({ value: one.what, name: say(one.title) }))}
          />
          {predicate.parameters.map((one) => (
            <ParameterField
              key={`${what} ${one.name}`}
              parameter={one}
              value={typed[one.name] ?? ''}
              isWrong={wrong.includes(one.name)}
              onChange={(value) => setTyped((before) => ({ ...before, [one.name]: value }))}
            />
          ))}
          <SelectField
            label={say(SAY.effect)}
            value={effect}
            onChange={(value) => setEffect(Effect.catch('flag').parse(value))}
            options={EFFECTS.map((value) => ({ value, name: say(EFFECT_WORDS[value]) }))}
          />
          <Button type="submit" className="button">
            {say(SAY.try)}
          </Button>
        </form>
        <TrialView work={work} names={names} />
      </Section>
      <Section id="tell" kicker={say(SAY.discussionKicker)} title={say(SAY.tellTitle)}>
        <Telling finds={finds} effect={effect} />
      </Section>
    </>
  );
}

function ParameterField(parts: {
  parameter: ParameterShown;
  value: string;
  isWrong: boolean;
  onChange: (value: string) => void;
}) {
  const { say } = useSpeech();
  const { parameter, value, onChange } = parts;
  const { kind, label, hint, min, max, options } = parameter;
  const bounds = min !== undefined && max !== undefined ? `${min} – ${max}` : undefined;
  const shown = {
    ...{ label: say(label), value, onChange },
    hint: hint === undefined ? (kind === 'day' ? '2021-03-31' : bounds) : say(hint),
    error: parts.isWrong
      ? `${say(SAY.wrong)}. ${hint === undefined ? (bounds ?? '') : `${say(SAY.badLine)} ${say(hint)}`}`
      : undefined,
  };
  if (kind === 'lines') return <LongField {...shown} maxLength={20_000} />;
  if (kind === 'choice')
    return (
      <SelectField
        {...shown}
        {...(parameter.optional === true && { empty: say(SAY.all) })}
        options={(options ?? []).map((one) => ({ value: one.value, name: say(one.name) }))}
      />
    );
  return <TextField {...shown} kind={kind === 'number' ? 'numeric' : 'text'} maxLength={10} />;
}

const EMPTY = { titleFr: '', titleEn: '', whyFr: '', whyEn: '', source: '', name: '' };
type Words = typeof EMPTY;
const SOURCE_OPTIONAL: readonly (keyof Words)[] = ['titleFr', 'titleEn', 'whyFr', 'whyEn', 'name'];

/** The words of the rule, and its proposal. */
function Telling(parts: { finds: () => { what: string } | undefined; effect: Effect }) {
  const { say } = useSpeech();
  const { call } = useSession();
  const [id] = useState(newId);
  const [words, setWords] = useState<Words>(EMPTY);
  const [checked, setChecked] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const isShort = (name: keyof Words): boolean =>
    checked && SOURCE_OPTIONAL.includes(name) && words[name].trim().length < 3;
  const propose = async (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    const finds = parts.finds();
    if (finds === undefined || SOURCE_OPTIONAL.some((name) => words[name].trim().length < 3)) return;
    const { titleFr, titleEn, whyFr, whyEn, source, name } = words;
    const draft = {
      title: { fr: titleFr, en: titleEn },
      why: { fr: whyFr, en: whyEn },
      ...(source.trim() !== '' && { source }),
      ...{ finds, effect: parts.effect },
    };
    const done = await call(proposeRule, { body: { id, rule: name.trim(), draft } });
    if (hasFailed(done)) setFailure(done);
    else changeAddress({ query: { rule: done.body.rule.id, part: undefined } }, 'step');
  };
  const field = (name: keyof Words) => ({
    value: words[name],
    error: isShort(name) ? say(SAY.needed) : undefined,
    onChange: (value: string) => setWords((before) => ({ ...before, [name]: value })),
  });
  return (
    <form className="quality-form" onSubmit={(event) => void propose(event)} noValidate>
      <TextField label={say(SAY.titleFr)} maxLength={120} {...field('titleFr')} />
      <TextField label={say(SAY.titleEn)} maxLength={120} {...field('titleEn')} />
      <LongField label={say(SAY.whyFr)} hint={say(SAY.noName)} maxLength={600} {...field('whyFr')} />
      <LongField label={say(SAY.whyEn)} hint={say(SAY.noName)} maxLength={600} {...field('whyEn')} />
      <TextField label={say(SAY.sourceField)} maxLength={300} {...field('source')} />
      <TextField label={say(SAY.name)} hint={say(SAY.nameHint)} maxLength={60} {...field('name')} />
      <Trouble failure={failure} />
      <Button type="submit" className="button">
        {say(SAY.submit)}
      </Button>
    </form>
  );
}
