import { useState } from 'react';
import { localDay } from '#kit/device.web.ts';
import { Check, DateField, Segments, SelectField, TextField } from '#kit/fields.tsx';
import { useSpeech } from '#kit/language.tsx';
import type { Draft, DraftField } from '#people/page/draft.ts';
import { NumberField } from '#people/page/number-field.tsx';
import { DOCUMENTS, FIELDS, RELATIONS, SEX } from '#people/page/words.ts';

const SAY = {
  civil: { fr: 'Tel que sur la pièce d’identité.', en: 'As on the identity paper.' },
  more: { fr: 'Nom utilisé, lieu de naissance', en: 'Name used, birth place' },
  reach: { fr: 'Joindre la personne', en: 'Reach the person' },
  representative: {
    fr: 'Représentant d’un mineur ou d’un majeur protégé',
    en: 'Representative of a child or a protected adult',
  },
  placeHint: {
    fr: 'Code INSEE de la commune (48095), ou 99 et le pays à l’étranger\u00a0; 99999 si inconnu.',
    en: 'INSEE code of the commune (48095), or 99 and the country abroad; 99999 when unknown.',
  },
  bearer: { fr: 'C’est le numéro du parent', en: 'This is the number of the parent' },
  bearerHint: {
    fr: 'Il ne servira alors pas à reconnaître l’enfant.',
    en: 'It will then not be used to recognise the child.',
  },
  paper: { fr: 'Pièce d’identité vue maintenant', en: 'Identity paper seen now' },
  noPaper: { fr: 'Aucune', en: 'None' },
  paperHint: {
    fr: 'Avec une pièce, l’identité est validée\u00a0; sans, elle reste provisoire.',
    en: 'With a paper, the identity is validated; without, it stays provisional.',
  },
  relation: { fr: 'Lien', en: 'Relation' },
  nobody: { fr: 'Personne', en: 'Nobody' },
};

export type FieldsProps = {
  readonly draft: Draft;
  readonly change: (change: Partial<Draft>) => void;
  readonly error: (field: DraftField) => string | undefined;
};

/** What is needed first is in sight; the rest is folded, and open from the start when there is something in it. */
export function IdentityFields(fields: FieldsProps) {
  return (
    <>
      <CivilTraits {...fields} />
      <OwnNumber {...fields} />
      <HomeAndPaper {...fields} />
      <OtherNames {...fields} />
      <Reach {...fields} />
      <RepresentativeFields {...fields} />
    </>
  );
}

function CivilTraits({ draft, change, error }: FieldsProps) {
  const { say } = useSpeech();
  return (
    <div className="fields">
      <TextField
        label={say(FIELDS.familyName)}
        value={draft.familyName}
        hint={say(SAY.civil)}
        onChange={(familyName) => change({ familyName })}
        error={error('familyName')}
      />
      <TextField
        label={say(FIELDS.givenNames)}
        value={draft.givenNames}
        hint={say(SAY.civil)}
        onChange={(givenNames) => change({ givenNames })}
        error={error('givenNames')}
      />
      <DateField
        label={say(FIELDS.birthDate)}
        value={draft.birthDate}
        today={localDay()}
        onChange={(birthDate) => change({ birthDate })}
        error={error('birthDate')}
      />
      <Segments
        label={say(FIELDS.sex)}
        value={draft.sex}
        options={(['f', 'm', 'u'] as const).map((value) => ({ value, name: say(SEX[value]) }))}
        onChange={(value) => change({ sex: value === 'f' || value === 'm' ? value : 'u' })}
        error={error('sex')}
      />
    </div>
  );
}

function OwnNumber({ draft, change, error }: FieldsProps) {
  const { say } = useSpeech();
  return (
    <div className="stack tight">
      <NumberField
        value={draft.nationalNumber}
        onChange={(nationalNumber) => change({ nationalNumber })}
        error={error('nationalNumber')}
      />
      {draft.nationalNumber.trim() !== '' && (
        <Check
          label={say(SAY.bearer)}
          hint={say(SAY.bearerHint)}
          checked={draft.ofBearer}
          onChange={(ofBearer) => change({ ofBearer })}
        />
      )}
    </div>
  );
}

function HomeAndPaper({ draft, change, error }: FieldsProps) {
  const { say, language } = useSpeech();
  return (
    <div className="fields">
      <TextField
        label={say(FIELDS.postcode)}
        kind="numeric"
        maxLength={10}
        value={draft.postcode}
        onChange={(postcode) => change({ postcode })}
        error={error('postcode')}
      />
      <TextField
        label={say(FIELDS.city)}
        value={draft.city}
        onChange={(city) => change({ city })}
        error={error('city')}
      />
      <SelectField
        label={say(SAY.paper)}
        value={draft.document}
        empty={say(SAY.noPaper)}
        hint={say(SAY.paperHint)}
        options={Object.entries(DOCUMENTS).map(([value, name]) => ({ value, name: name[language] }))}
        onChange={(document) => change({ document })}
        error={error('document')}
      />
    </div>
  );
}

function ShortText({
  field,
  kind = 'text',
  draft,
  change,
  error,
}: FieldsProps & {
  readonly field: 'usedFamilyName' | 'usedGivenName' | 'line' | 'phone' | 'email';
  readonly kind?: 'text' | 'tel' | 'email';
}) {
  const { say } = useSpeech();
  return (
    <TextField
      label={say(FIELDS[field])}
      kind={kind}
      value={draft[field]}
      onChange={(value) => change({ [field]: value })}
      error={error(field)}
    />
  );
}

/** Whether a fold opens with something in it; from then on it is the reader who folds. */
const useOpened = (...texts: readonly string[]): boolean => useState(texts.some((text) => text !== ''))[0];

function OtherNames(fields: FieldsProps) {
  const { say } = useSpeech();
  const { draft, change, error } = fields;
  const open = useOpened(draft.usedFamilyName, draft.usedGivenName, draft.birthPlace);
  return (
    <details className="folded" open={open}>
      <summary>{say(SAY.more)}</summary>
      <div className="fields">
        <ShortText field="usedFamilyName" {...fields} />
        <ShortText field="usedGivenName" {...fields} />
        <TextField
          label={say(FIELDS.birthPlace)}
          value={draft.birthPlace}
          maxLength={5}
          hint={say(SAY.placeHint)}
          onChange={(birthPlace) => change({ birthPlace })}
          error={error('birthPlace')}
        />
      </div>
    </details>
  );
}

function Reach(fields: FieldsProps) {
  const { say } = useSpeech();
  const { draft } = fields;
  const open = useOpened(draft.phone, draft.email, draft.line);
  return (
    <details className="folded" open={open}>
      <summary>{say(SAY.reach)}</summary>
      <div className="fields">
        <ShortText field="phone" kind="tel" {...fields} />
        <ShortText field="email" kind="email" {...fields} />
        <ShortText field="line" {...fields} />
      </div>
    </details>
  );
}

function RepresentativeFields({ draft, change, error }: FieldsProps) {
  const { say, language } = useSpeech();
  const open = useOpened(draft.relation);
  return (
    <details className="folded" open={open}>
      <summary>{say(SAY.representative)}</summary>
      <div className="fields">
        <SelectField
          label={say(SAY.relation)}
          value={draft.relation}
          empty={say(SAY.nobody)}
          options={Object.entries(RELATIONS).map(([value, name]) => ({ value, name: name[language] }))}
          onChange={(relation) => change({ relation })}
          error={error('relation')}
        />
        <TextField
          label={say(FIELDS.familyName)}
          value={draft.representativeFamilyName}
          onChange={(representativeFamilyName) => change({ representativeFamilyName })}
          error={error('representativeFamilyName')}
        />
        <TextField
          label={say(FIELDS.givenNames)}
          value={draft.representativeGivenNames}
          onChange={(representativeGivenNames) => change({ representativeGivenNames })}
          error={error('representativeGivenNames')}
        />
        <TextField
          label={say(FIELDS.phone)}
          kind="tel"
          value={draft.representativePhone}
          onChange={(representativePhone) => change({ representativePhone })}
          error={error('representativePhone')}
        />
      </div>
    </details>
  );
}
