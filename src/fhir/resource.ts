/** Pieces of FHIR R4 that every resource is made of, as this program writes them. */

export type Coding = { readonly system?: string; readonly code?: string; readonly display?: string };
export type CodeableConcept = { readonly coding?: readonly Coding[]; readonly text?: string };
export type Identifier = {
  readonly use?: string;
  readonly type?: CodeableConcept;
  readonly system?: string;
  readonly value?: string;
};
export type Reference = {
  readonly reference?: string;
  readonly type?: string;
  readonly identifier?: Identifier;
  readonly display?: string;
};
export type Meta = { readonly versionId: string; readonly lastUpdated: string };

/** Any resource: what its elements are is for the functions that make it. */
export type Resource = { readonly resourceType: string; readonly [element: string]: unknown };

/** A part of a FHIR document that may have members. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
