/** Professions: who vaccinates by right, and what each is called. */
import type { Role } from '#access/roles.ts';
import type { Text } from '#kernel/text.ts';

/**
 * Health professions of the French nomenclature TRE_G15-ProfessionSante (Agence du numérique en santé, nomenclature des
 * objets de santé), by their code there. Those with a role vaccinate by their profession alone: doctors, and by the
 * code de la santé publique, article L. 3111-1 and after, pharmacists, dentists, midwives and nurses. The others work
 * under a delegation.
 */
export const HEALTH_PROFESSIONS: Readonly<Record<string, { readonly code: string; readonly role?: Role }>> = {
  10: { code: 'doctor', role: 'vaccinator' },
  21: { code: 'pharmacist', role: 'vaccinator' },
  26: { code: 'audiologist' },
  28: { code: 'optician' },
  31: { code: 'dental-assistant' },
  40: { code: 'dentist', role: 'vaccinator' },
  50: { code: 'midwife', role: 'vaccinator' },
  60: { code: 'nurse', role: 'vaccinator' },
  69: { code: 'psychiatric-nurse', role: 'vaccinator' },
  70: { code: 'physiotherapist' },
  80: { code: 'podiatrist' },
  86: { code: 'laboratory-technician' },
  91: { code: 'speech-therapist' },
  92: { code: 'orthoptist' },
  94: { code: 'occupational-therapist' },
  95: { code: 'dietitian' },
  96: { code: 'psychomotor-therapist' },
  98: { code: 'radiographer' },
};

const TITLES: Readonly<Record<string, Text>> = {
  doctor: { fr: 'Médecin', en: 'Doctor' },
  pharmacist: { fr: 'Pharmacien', en: 'Pharmacist' },
  audiologist: { fr: 'Audioprothésiste', en: 'Hearing-aid specialist' },
  optician: { fr: 'Opticien-lunetier', en: 'Optician' },
  'dental-assistant': { fr: 'Assistant dentaire', en: 'Dental assistant' },
  dentist: { fr: 'Chirurgien-dentiste', en: 'Dentist' },
  midwife: { fr: 'Sage-femme', en: 'Midwife' },
  nurse: { fr: 'Infirmier', en: 'Nurse' },
  'psychiatric-nurse': { fr: 'Infirmier psychiatrique', en: 'Psychiatric nurse' },
  physiotherapist: { fr: 'Masseur-kinésithérapeute', en: 'Physiotherapist' },
  podiatrist: { fr: 'Pédicure-podologue', en: 'Podiatrist' },
  'laboratory-technician': { fr: 'Technicien de laboratoire médical', en: 'Laboratory technician' },
  'speech-therapist': { fr: 'Orthophoniste', en: 'Speech therapist' },
  orthoptist: { fr: 'Orthoptiste', en: 'Orthoptist' },
  'occupational-therapist': { fr: 'Ergothérapeute', en: 'Occupational therapist' },
  dietitian: { fr: 'Diététicien', en: 'Dietitian' },
  'psychomotor-therapist': { fr: 'Psychomotricien', en: 'Psychomotor therapist' },
  radiographer: { fr: 'Manipulateur en électroradiologie médicale', en: 'Radiographer' },
  firefighter: { fr: 'Sapeur-pompier', en: 'Firefighter' },
  student: { fr: 'Étudiant en santé', en: 'Health student' },
  'foreign-doctor': { fr: 'Médecin à diplôme étranger', en: 'Doctor with a foreign degree' },
  'retired-professional': { fr: 'Professionnel de santé retraité', en: 'Retired health professional' },
  volunteer: { fr: 'Bénévole', en: 'Volunteer' },
  military: { fr: 'Militaire du service de santé', en: 'Member of the military health service' },
  secretary: { fr: 'Secrétaire', en: 'Secretary' },
  agent: { fr: 'Agent public', en: 'Public agent' },
};

/** What a profession is called; the code itself when it is in no list. */
export const professionTitle = (code: string): Text =>
  (Object.hasOwn(TITLES, code) ? TITLES[code] : undefined) ?? { fr: code, en: code };
