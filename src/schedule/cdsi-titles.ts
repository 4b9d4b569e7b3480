/**
 * What the supporting data of the CDC does not hold and we add: titles in French and English, the short names that
 * records and test cases use for a vaccine group, and what a schedule made of it says of itself. By published name.
 */
import type { Text } from '#kernel/text.ts';

type Group = { readonly title: Text; readonly aliases: readonly string[] };

const group = (fr: string, en: string, ...aliases: string[]): Group => ({ title: { fr, en }, aliases });

/** Aliases are compared without case: `DTaP` and `DTAP` are one. */
export const GROUPS: Readonly<Record<string, Group>> = {
  Chikungunya: group('Chikungunya', 'Chikungunya', 'CHIK', 'CHIKV'),
  Cholera: group('Choléra', 'Cholera'),
  'COVID-19': group('Covid-19', 'COVID-19', 'COVID', 'COVID19'),
  Dengue: group('Dengue', 'Dengue', 'DEN'),
  'DTaP/Tdap/Td': group(
    'Diphtérie, tétanos, coqueluche',
    'Diphtheria, tetanus, pertussis',
    'DTaP',
    'Tdap',
    'Td',
    'DTP',
  ),
  Ebola: group('Ebola', 'Ebola', 'EBOV'),
  HepA: group('Hépatite A', 'Hepatitis A', 'Hepatitis A', 'HAV'),
  HepB: group('Hépatite B', 'Hepatitis B', 'Hepatitis B', 'HBV'),
  Hib: group('Haemophilus influenzae b', 'Haemophilus influenzae type b'),
  HPV: group('Papillomavirus humains', 'Human papillomavirus'),
  Influenza: group('Grippe', 'Influenza', 'FLU'),
  'Japanese Encephalitis': group('Encéphalite japonaise', 'Japanese encephalitis', 'JE', 'JEV'),
  Meningococcal: group(
    'Méningocoques ACWY',
    'Meningococcal ACWY',
    'MCV',
    'MCV4',
    'MENACWY',
    'Meningococcal ACWY',
  ),
  'Meningococcal B': group('Méningocoque B', 'Meningococcal B', 'MENB'),
  MMR: group('Rougeole, oreillons, rubéole', 'Measles, mumps, rubella', 'ROR'),
  Orthopoxvirus: group('Orthopoxvirus (mpox, variole)', 'Orthopoxvirus (mpox, smallpox)', 'MPOX', 'ORTHOPOX'),
  Pneumococcal: group('Pneumocoque', 'Pneumococcal', 'PCV', 'PPSV', 'PNEUMO'),
  Polio: group('Poliomyélite', 'Polio', 'POL', 'IPOL', 'IPV'),
  Rabies: group('Rage', 'Rabies', 'RAB'),
  Rotavirus: group('Rotavirus', 'Rotavirus', 'ROTA', 'RV'),
  RSV: group('Virus respiratoire syncytial', 'Respiratory syncytial virus', 'VRS'),
  TBE: group('Encéphalite à tiques', 'Tick-borne encephalitis', 'Tick-borne encephalitis'),
  Typhoid: group('Typhoïde', 'Typhoid', 'TYPH'),
  Varicella: group('Varicelle', 'Varicella', 'VAR', 'VZV'),
  'Yellow Fever': group('Fièvre jaune', 'Yellow fever', 'YF'),
  Zoster: group('Zona', 'Zoster (shingles)', 'ZOS', 'HZ', 'SHINGLES'),
};

const disease = (fr: string, en: string): Text => ({ fr, en });

/** Target diseases, by the name of the antigen. */
export const DISEASES: Readonly<Record<string, Text>> = {
  Chikungunya: disease('Chikungunya', 'Chikungunya'),
  Cholera: disease('Choléra', 'Cholera'),
  'COVID-19': disease('Covid-19', 'COVID-19'),
  Dengue: disease('Dengue', 'Dengue'),
  Diphtheria: disease('Diphtérie', 'Diphtheria'),
  Ebola: disease('Maladie à virus Ebola', 'Ebola virus disease'),
  HepA: disease('Hépatite A', 'Hepatitis A'),
  HepB: disease('Hépatite B', 'Hepatitis B'),
  Hib: disease('Infections à Haemophilus influenzae b', 'Haemophilus influenzae type b disease'),
  HPV: disease('Infections à papillomavirus humains', 'Human papillomavirus infection'),
  Influenza: disease('Grippe', 'Influenza'),
  'Japanese Encephalitis': disease('Encéphalite japonaise', 'Japanese encephalitis'),
  Measles: disease('Rougeole', 'Measles'),
  Meningococcal: disease(
    'Infections invasives à méningocoques A, C, W et Y',
    'Meningococcal disease, serogroups A, C, W and Y',
  ),
  'Meningococcal B': disease('Infections invasives à méningocoque B', 'Meningococcal disease, serogroup B'),
  Mumps: disease('Oreillons', 'Mumps'),
  Orthopoxvirus: disease(
    'Infections à orthopoxvirus (mpox, variole)',
    'Orthopoxvirus disease (mpox, smallpox)',
  ),
  Pertussis: disease('Coqueluche', 'Pertussis (whooping cough)'),
  Pneumococcal: disease('Infections à pneumocoque', 'Pneumococcal disease'),
  Polio: disease('Poliomyélite', 'Poliomyelitis'),
  Rabies: disease('Rage', 'Rabies'),
  Rotavirus: disease('Gastro-entérite à rotavirus', 'Rotavirus gastroenteritis'),
  RSV: disease('Infections à virus respiratoire syncytial', 'Respiratory syncytial virus disease'),
  Rubella: disease('Rubéole', 'Rubella'),
  TBE: disease('Encéphalite à tiques', 'Tick-borne encephalitis'),
  Tetanus: disease('Tétanos', 'Tetanus'),
  Typhoid: disease('Fièvre typhoïde', 'Typhoid fever'),
  Varicella: disease('Varicelle', 'Varicella (chickenpox)'),
  'Yellow Fever': disease('Fièvre jaune', 'Yellow fever'),
  Zoster: disease('Zona', 'Zoster (shingles)'),
};

/** What every schedule imported from CDSi supporting data says of itself. */
export const CDSI = {
  title: { fr: 'États-Unis : calendrier vaccinal', en: 'United States: immunization schedule' },
  description: {
    fr: 'Recommandations de l’ACIP (enfants, adultes, voyageurs, personnes à risque), telles que les CDC les publient dans les données de référence CDSi.',
    en: 'ACIP recommendations (children, adults, travellers, people at risk), as the CDC publishes them in the CDSi supporting data.',
  },
  publisher: 'Centers for Disease Control and Prevention (United States)',
  licence: 'Work of the United States Government: public domain in the United States (17 U.S.C. 105)',
  sources: [
    {
      title: 'CDSi: Clinical Decision Support for Immunization, supporting data and Logic Specification',
      url: 'https://www.cdc.gov/iis/cdsi/',
    },
    {
      title: 'ACIP: vaccine recommendations and guidelines',
      url: 'https://www.cdc.gov/acip-recs/hcp/vaccine-specific/',
    },
  ],
  vaccineCodes: 'cvx',
};
