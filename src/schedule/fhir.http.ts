/** FHIR R4 over HTTP: the operation `$immds-forecast` of the HL7 guide ImmDS. It keeps nothing of what is sent. */
import { type Route, route } from '#http/route.ts';
import { isRefused, type Refused, refuse } from '#kernel/result.ts';
import type { Language } from '#kernel/text.ts';
import { fhirCapabilities, fhirOperation, immdsForecast } from '#schedule/fhir.api.ts';
import { fhirAnswer } from '#schedule/fhir-answer.ts';
import { capabilityStatement, operationDefinition } from '#schedule/fhir-capability.ts';
import type { VaccineWords } from '#schedule/fhir-dose.ts';
import { findingCodesOf } from '#schedule/fhir-finding.ts';
import { placedRefusal, readFhirRequest, scheduleIn } from '#schedule/fhir-request.ts';
import type { Parameters } from '#schedule/fhir-resources.ts';
import { forecastFrom, type OnShelf, type Shelf } from '#schedule/shelf.ts';

export type FhirOptions = {
  readonly shelf: Shelf;
  /** The schedule that answers who chooses none; absent: the first one. */
  readonly otherwise?: string;
  /** The version of this program, told by the CapabilityStatement. */
  readonly version: string;
};

const chosen = async (
  { shelf, otherwise }: FhirOptions,
  inQuery: string | undefined,
  body: Parameters,
  language: Language,
): Promise<OnShelf | Refused> => {
  const inBody = scheduleIn(body);
  if (inQuery !== undefined && inBody !== undefined && inQuery !== inBody)
    return refuse(
      'fhir-unreadable',
      {
        fr: `l’adresse demande le calendrier « ${inQuery} » et les Parameters « ${inBody} » : n’en demandez qu’un`,
        en: `the address asks for the schedule "${inQuery}" and the Parameters for "${inBody}": ask for one`,
      }[language],
    );
  const asked = inQuery ?? inBody ?? otherwise;
  const found = asked === undefined ? undefined : await shelf.find(asked);
  if (found !== undefined) return found;
  const all = await shelf.all();
  if (asked === undefined && all[0] !== undefined) return all[0];
  const names = all.map(({ schedule }) => schedule.name).join(', ');
  return refuse(
    'no-schedule',
    {
      fr: `aucun calendrier « ${asked ?? ''} » ; il y a : ${names}`,
      en: `no schedule "${asked ?? ''}"; there is: ${names}`,
    }[language],
  );
};

export const fhirRoutes = (options: FhirOptions): Route[] => {
  const words = new WeakMap<OnShelf, VaccineWords>();
  const wordsOf = (found: OnShelf): VaccineWords => {
    const known = words.get(found);
    if (known !== undefined) return known;
    const made = { ...findingCodesOf(found), vaccineCodes: found.schedule.vaccineCodes };
    words.set(found, made);
    return made;
  };
  const capabilities = capabilityStatement(options);
  const definition = operationDefinition();
  return [
    route(immdsForecast, async ({ query, body, language }) => {
      const found = await chosen(options, query.schedule, body, language);
      if (isRefused(found)) return found;
      const read = readFhirRequest(body, wordsOf(found), language);
      if (isRefused(read)) return read;
      const result = forecastFrom(found, read.asked);
      if (isRefused(result)) return placedRefusal(result.refusal, read, language);
      return { status: 200, body: fhirAnswer(read, result, found.schedule, language) };
    }),
    route(fhirCapabilities, async () => ({ status: 200, body: capabilities })),
    route(fhirOperation, async () => ({ status: 200, body: definition })),
  ];
};
