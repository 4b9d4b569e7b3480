import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  actId,
  locationId,
  patientId,
  placeOfLocation,
  readActId,
  SUBJECT_TEXT_MAX,
  subjectOfPatient,
} from '#fhir/ids.node.ts';

const letter = fc.constantFrom(...'abzAZ019');
const mark = fc.constantFrom(...'._:-aZ9');
/** Anything the ledger takes as an id. */
const name = (max: number) =>
  fc.tuple(letter, fc.array(mark, { maxLength: max - 1 })).map(([first, rest]) => first + rest.join(''));
const FHIR_ID = /^[A-Za-z0-9.-]{1,64}$/;

test('ids read as they are where they can, and by a hash where they are long', () => {
  expect(actId('p-7d1', 'a1')).toBe('p-7d1.a1');
  expect(actId('p-7d1', 'merge:1')).toBe('p-7d1.merge..21');
  expect(actId('p-7d1', '3f0c9c1e-6f0a-4d5e-9d8e-0a6f2f6f7a01-and-much-longer-than-this')).toMatch(
    /^p-7d1\.h[0-9a-f]{16}$/,
  );
  expect(actId('p'.repeat(SUBJECT_TEXT_MAX + 1), 'a')).toBeUndefined();
  expect(patientId('p_1:2.3')).toBe('p..11..22..03');
});

test('an id is of the alphabet of FHIR, and leads to its subject and its fact, and to no other', () => {
  fc.assert(
    fc.property(name(40), name(64), name(64), (subject, fact, other) => {
      const id = actId(subject, fact);
      if (id === undefined) return;
      expect(id).toMatch(FHIR_ID);
      const named = readActId(id);
      expect(named?.subject).toBe(subject);
      expect(named?.isNamed(fact)).toBe(true);
      expect(named?.isNamed(other)).toBe(other === fact);
    }),
  );
});

test('the id of a person and of a place comes back as it was', () => {
  fc.assert(
    fc.property(name(64), (text) => {
      const [patient, location] = [patientId(text), locationId(text)];
      if (patient !== undefined) expect(subjectOfPatient(patient)).toBe(text);
      if (location !== undefined) expect(placeOfLocation(location)).toBe(text);
    }),
  );
  expect(locationId('salle 4|b')).toBeUndefined();
});

test('whatever is asked for, reading an id never fails', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      const named = readActId(text);
      if (named !== undefined) expect(text).toMatch(FHIR_ID);
    }),
  );
});
