/**
 * The API for people, at /api: one page written by the server from the same operations as the OpenAPI document, in
 * French or English, without a script, readable by a screen reader and printable.
 */
import { PUBLIC } from '#http/identity.ts';
import { codesOf, type Described, jsonSchema } from '#http/openapi.ts';
import { type Operation, takesBody } from '#http/route.ts';
import type { Language, Text } from '#kernel/text.ts';

const WORDS = {
  skip: { fr: 'Aller au contenu', en: 'Skip to the content' },
  contents: { fr: 'Sommaire', en: 'Contents' },
  document: { fr: 'Document OpenAPI 3.1', en: 'OpenAPI 3.1 document' },
  other: { fr: 'English', en: 'Français' },
  right: { fr: 'Droit demandé :', en: 'Right asked for:' },
  nobody: { fr: 'aucun : ouvert à tous', en: 'none: open to all' },
  params: { fr: 'Dans l’adresse', en: 'In the address' },
  query: { fr: 'Après le point d’interrogation', en: 'After the question mark' },
  body: { fr: 'Corps de la demande (JSON)', en: 'Body of the request (JSON)' },
  answers: { fr: 'Réponses', en: 'Answers' },
  shape: { fr: 'Forme (JSON Schema)', en: 'Shape (JSON Schema)' },
  refusals: { fr: 'Refus possibles :', en: 'Possible refusals:' },
  example: { fr: 'Exemple', en: 'Example' },
  problems: { fr: 'Tous les refus', en: 'All refusals' },
  problemsIntro: {
    fr: 'Un refus est un document application/problem+json (RFC 9457). Écrivez vos programmes selon « code », qui ne change pas.',
    en: 'A refusal is an application/problem+json document (RFC 9457). Write programs against "code", which does not change.',
  },
  field: { fr: 'Champ', en: 'Field' },
  type: { fr: 'Type', en: 'Type' },
  needed: { fr: 'Obligatoire', en: 'Needed' },
  meaning: { fr: 'Sens', en: 'Meaning' },
  yes: { fr: 'oui', en: 'yes' },
  no: { fr: 'non', en: 'no' },
  status: { fr: 'Statut', en: 'Status' },
  what: { fr: 'Ce que c’est', en: 'What it is' },
  mend: { fr: 'Que faire', en: 'What to do' },
} as const satisfies Record<string, Text>;

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.55 system-ui, sans-serif; --line: light-dark(#c9ced6, #454b55); --soft: light-dark(#f3f5f8, #20242b); color: light-dark(#14171c, #eceff3); background: light-dark(#ffffff, #14171c); }
body { margin: 0 auto; padding: 1rem; max-width: 60rem; }
a { color: light-dark(#0b4f8a, #8fc4ff); }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; }
h2 { margin-top: 3rem; } h3 { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: 1rem; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; overflow-wrap: anywhere; }
pre { background: var(--soft); padding: .75rem; overflow: auto; max-height: 30rem; white-space: pre-wrap; }
.verb { display: inline-block; padding: 0 .5em; border: 1px solid currentColor; border-radius: .3em; font-weight: 700; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; min-width: 36rem; }
th code { white-space: nowrap; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
summary { cursor: pointer; padding: .4rem 0; }
`;

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

type Json = { readonly [key: string]: unknown };
const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The type of a field in a few words: `string (date)`, `f | m`, `integer 1 to 20`, `list of …`. */
const typeWords = (schema: Json): string => {
  const either = [schema.anyOf, schema.oneOf].find(Array.isArray);
  if (either) return either.filter(isJson).map(typeWords).join(' | ');
  if (Array.isArray(schema.enum)) return schema.enum.map(String).toSorted().join(' | ');
  if (schema.const !== undefined) return String(schema.const);
  if (schema.type === 'array') return `[ ${isJson(schema.items) ? typeWords(schema.items) : '…'} ]`;
  const format = typeof schema.format === 'string' ? ` (${schema.format})` : '';
  const least = typeof schema.minimum === 'number' && schema.minimum > -1e15 ? ` ≥ ${schema.minimum}` : '';
  const most = typeof schema.maximum === 'number' && schema.maximum < 1e15 ? ` ≤ ${schema.maximum}` : '';
  return `${typeof schema.type === 'string' ? schema.type : 'JSON'}${format}${least}${most}`;
};

const meaning = (schema: Json, language: Language): string => {
  const french = schema['x-description-fr'];
  const text = language === 'fr' && typeof french === 'string' ? french : schema.description;
  return typeof text === 'string' ? text : '';
};

const fieldRows = (schema: Json, language: Language, prefix = ''): string[] => {
  const properties = isJson(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(properties).flatMap(([name, property]) => {
    if (!isJson(property)) return [];
    const row = `<tr><th scope="row"><code>${escapeHtml(prefix + name)}</code></th><td>${escapeHtml(typeWords(property))}</td><td>${WORDS[required.includes(name) ? 'yes' : 'no'][language]}</td><td>${escapeHtml(meaning(property, language))}</td></tr>`;
    return [row, ...fieldRows(property, language, `${prefix}${name}.`)];
  });
};

/** The object whose fields are worth a table: a body that is one or many shows the one. */
const objectIn = (schema: Json): Json => {
  const either = [schema.anyOf, schema.oneOf].find(Array.isArray) ?? [];
  return either.filter(isJson).find((one) => isJson(one.properties)) ?? schema;
};

const fields = (title: Text, of: Operation, schema: Json, language: Language): string => {
  const rows = fieldRows(objectIn(schema), language);
  if (rows.length === 0) return '';
  const head = (['field', 'type', 'needed', 'meaning'] as const)
    .map((word) => `<th scope="col">${WORDS[word][language]}</th>`)
    .join('');
  return `<h4>${title[language]}</h4><div class="wide" tabindex="0" role="region" aria-label="${escapeHtml(`${of.summary[language]} – ${title[language]}`)}"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
};

const shape = (schema: Json, language: Language): string =>
  `<details><summary>${WORDS.shape[language]}</summary><pre tabindex="0">${escapeHtml(JSON.stringify(schema, null, 2))}</pre></details>`;

/** A request that can be copied as it is, once the token is put in. */
const example = (operation: Operation, body: Json, language: Language): string => {
  const { examples } = objectIn(body);
  if (!Array.isArray(examples)) return '';
  const token = operation.right === PUBLIC ? '' : "-H 'Authorization: Bearer TOKEN' ";
  const media = operation.dialect?.media ?? 'application/json';
  const command = `curl 'http://localhost:3000${operation.path}' \\\n  ${token}-H 'Content-Type: ${media}' \\\n  -d '${JSON.stringify(examples[0])}'`;
  return `<h4>${WORDS.example[language]}</h4><pre tabindex="0">${escapeHtml(command)}</pre>`;
};

const operationHtml = (operation: Operation, language: Language): string => {
  const right =
    operation.right === PUBLIC ? WORDS.nobody[language] : `<code>${escapeHtml(operation.right)}</code>`;
  const body = takesBody(operation.method)
    ? jsonSchema(operation.bodyShown ?? operation.body, 'input')
    : undefined;
  const answers = Object.entries(operation.answers).map(
    ([status, { description, schema }]) =>
      `<dt><strong>${status}</strong></dt><dd>${escapeHtml(description[language])}${shape(jsonSchema(schema, 'output'), language)}</dd>`,
  );
  const codes = [...new Set(codesOf(operation))].map(
    (code) => `<a href="#problem-${escapeHtml(code)}"><code>${escapeHtml(code)}</code></a>`,
  );
  return `<section aria-labelledby="${operation.id}"><h3 id="${operation.id}">${escapeHtml(operation.summary[language])}</h3>
<p><span class="verb">${operation.method}</span> <code>${escapeHtml(operation.path)}</code></p>
<p>${escapeHtml(operation.description[language])}</p>
<p>${WORDS.right[language]} ${right}</p>
${fields(WORDS.params, operation, jsonSchema(operation.params, 'input'), language)}
${fields(WORDS.query, operation, jsonSchema(operation.query, 'input'), language)}
${body === undefined ? '' : fields(WORDS.body, operation, body, language) + example(operation, body, language) + shape(body, language)}
<h4>${WORDS.answers[language]}</h4><dl>${answers.join('')}</dl>
<p>${WORDS.refusals[language]} ${codes.join(', ')}</p></section>`;
};

export const referencePage = (
  { routes, problems, title, version }: Described,
  language: Language,
): string => {
  const other = language === 'fr' ? 'en' : 'fr';
  const operations = routes.map(({ operation }) => operation);
  const tags = [...new Map(operations.map(({ tag }) => [tag.en, tag])).values()];
  const contents = operations.map(
    ({ id, summary }) => `<li><a href="#${id}">${escapeHtml(summary[language])}</a></li>`,
  );
  const chapters = tags.map(
    (tag) =>
      `<h2>${escapeHtml(tag[language])}</h2>${operations
        .filter((operation) => operation.tag.en === tag.en)
        .map((operation) => operationHtml(operation, language))
        .join('')}`,
  );
  const refusals = Object.entries(problems).map(
    ([code, told]) =>
      `<tr id="problem-${escapeHtml(code)}"><th scope="row"><code>${escapeHtml(code)}</code></th><td>${told.status}</td><td>${escapeHtml(told.title[language])}</td><td>${escapeHtml(told.mend[language])}</td></tr>`,
  );
  const head = `<th scope="col">code</th>${(['status', 'what', 'mend'] as const)
    .map((word) => `<th scope="col">${WORDS[word][language]}</th>`)
    .join('')}`;
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><link rel="icon" href="/icon.svg"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title[language])}</title><style>${STYLE}</style></head><body>
<a class="skip" href="#content">${WORDS.skip[language]}</a>
<header><h1>${escapeHtml(title[language])} <small>${escapeHtml(version)}</small></h1>
<p><a href="/api?lang=${other}" lang="${other}" hreflang="${other}">${WORDS.other[language]}</a> · <a href="/api/openapi.json">${WORDS.document[language]}</a></p></header>
<nav aria-label="${WORDS.contents[language]}"><ul>${contents.join('')}<li><a href="#problems">${WORDS.problems[language]}</a></li></ul></nav>
<main id="content">${chapters.join('')}
<h2 id="problems">${WORDS.problems[language]}</h2><p>${WORDS.problemsIntro[language]}</p>
<div class="wide" tabindex="0" role="region" aria-labelledby="problems"><table><thead><tr>${head}</tr></thead><tbody>${refusals.join('')}</tbody></table></div>
</main></body></html>`;
};
