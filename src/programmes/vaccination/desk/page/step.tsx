/** The step the desk is at. */
import { useSession } from '#access/page/session.tsx';
import { localDay } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { draftFromSearch } from '#people/page/draft.ts';
import { GlassForm } from '#people/page/glass-form.tsx';
import { RegisterForm } from '#people/page/register-form.tsx';
import type { Answer } from '#people/page/search.tsx';
import { Named } from '#people/page/trust.tsx';
import type { Found } from '#people/people.api.ts';
import type { DeskProduct } from '#programmes/vaccination/desk/desk.api.ts';
import type { Vial } from '#programmes/vaccination/desk/page/act-draft.ts';
import { ActStep } from '#programmes/vaccination/desk/page/act-step.tsx';
import { CancelForm } from '#programmes/vaccination/desk/page/cancel-form.tsx';
import { Certificates } from '#programmes/vaccination/desk/page/certificates.tsx';
import { Done } from '#programmes/vaccination/desk/page/done.tsx';
import { Find } from '#programmes/vaccination/desk/page/find.tsx';
import { type ScanRead, ScanSaid } from '#programmes/vaccination/desk/page/scan.tsx';
import type { Station } from '#programmes/vaccination/desk/page/station.tsx';
import { identityOfWho, type Outcome } from '#programmes/vaccination/desk/page/use-act.tsx';
import type { Visiting } from '#programmes/vaccination/desk/page/use-visit.tsx';
import { WrittenForm } from '#programmes/vaccination/desk/page/written-form.tsx';

const SAY = {
  opening: { fr: 'Ouverture du dossier…', en: 'Opening the record…' },
};

export type StepProps = {
  readonly station: Station;
  readonly visiting: Visiting;
  readonly open: (person: string, found?: Found) => Promise<void>;
  readonly openSummons: (code: string) => Promise<void>;
  readonly answer: Answer | undefined;
  readonly setAnswer: (answer: Answer | undefined) => void;
  readonly products: readonly DeskProduct[];
  readonly scan: { readonly read: ScanRead; readonly turn: number } | undefined;
  /** Read before anybody was opened. */
  readonly vial: Vial | undefined;
  readonly last: Vial | undefined;
  readonly keysOn: boolean;
  readonly camera: () => void;
  readonly onDone: (outcome: Outcome) => void;
  readonly onCancelled: () => void;
  readonly next: () => void;
};

export function Step(parts: StepProps) {
  const { language } = useSpeech();
  const { station, visiting, open } = parts;
  const { visit, show } = visiting;
  const { ask, place } = station;
  const find = () => show({ step: 'find' });
  switch (visit.step) {
    case 'find':
      return <FindStep {...parts} />;
    case 'glass':
      return (
        <GlassForm
          key={visit.found.person}
          found={visit.found}
          onOpened={(shown) => void open(shown.person)}
          back={find}
        />
      );
    case 'register':
      return (
        <RegisterForm
          place={place}
          start={visit.start}
          onRegistered={(shown) => void open(shown.person)}
          onOpen={(found) => void open(found.person, found)}
          back={find}
        />
      );
    case 'write':
      return (
        <WrittenForm
          start={visit.start}
          onWritten={(identity) =>
            show({ step: 'act', who: { is: 'written', identity }, corrects: undefined })
          }
          back={find}
        />
      );
    case 'act': {
      const { who, corrects } = visit;
      return (
        <ActStep
          key={corrects?.id ?? 'new'}
          {...parts}
          who={who}
          corrects={corrects}
          correct={(act) => show({ step: 'act', who, corrects: act })}
          cancel={(act) => who.is === 'record' && show({ step: 'cancel', who, act })}
          leave={corrects === undefined ? parts.next : () => show({ step: 'act', who, corrects: undefined })}
        />
      );
    }
    case 'cancel': {
      const { who, act } = visit;
      return (
        <CancelForm
          {...{ ask, place, act }}
          person={who.record.person.person}
          onDone={({ next, warnings }) => {
            parts.onCancelled();
            show({ step: 'done', kind: 'cancelled', who, what: act.words[language], next, warnings });
          }}
          back={() => show({ step: 'act', who, corrects: undefined })}
        />
      );
    }
    default:
      return <DoneStep {...parts} />;
  }
}

function FindStep(parts: StepProps) {
  const { say } = useSpeech();
  const { station, visiting, open } = parts;
  const { show, failure, opening } = visiting;
  return (
    <Find
      ask={station.ask}
      online={station.online}
      answer={parts.answer}
      onFound={parts.setAnswer}
      open={(found) => void open(found.person, found)}
      openSummons={(code) => void parts.openSummons(code)}
      register={
        station.mayRegister ? (asked) => show({ step: 'register', start: draftFromSearch(asked) }) : undefined
      }
      write={(asked) => show({ step: 'write', start: draftFromSearch(asked) })}
      camera={parts.camera}
    >
      {parts.scan && <ScanSaid read={parts.scan.read} products={parts.products} kept />}
      <p role="status" className="small">
        {opening ? say(SAY.opening) : ''}
      </p>
      <Trouble failure={failure} />
    </Find>
  );
}

function DoneStep(parts: StepProps) {
  const { api } = useSession();
  const { station, visiting, open } = parts;
  const { visit } = visiting;
  if (visit.step !== 'done') return null;
  const { kind, who, next, warnings, what } = visit;
  const person = who.is === 'record' ? who.record.person.person : undefined;
  return (
    <Done
      {...{ kind, what, next, warnings }}
      who={<Named name={identityOfWho(who)} />}
      today={who.is === 'record' ? who.record.on : localDay()}
      onNext={parts.next}
      back={person !== undefined && station.online ? () => void open(person) : undefined}
    >
      {kind === 'recorded' && person !== undefined && (
        <Certificates ask={station.ask} api={api} place={station.place} person={person} />
      )}
    </Done>
  );
}
