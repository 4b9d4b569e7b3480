/**
 * The OpenAPI 3.1 document, made from the operations themselves: the schemas that read a request are the schemas
 * that are published, so the two cannot disagree.
 */
import { z } from 'zod';
import { CSRF_HEADER, PUBLIC, SESSION_COOKIE } from '#http/identity.ts';
import { Problem, type Problems } from '#http/problem.ts';
import { type Operation, type Route, takesBody } from '#http/route.ts';
import type { Text } from '#kernel/text.ts';

export type Described = {
  readonly routes: readonly Route[];
  readonly problems: Problems;
  readonly title: Text;
  readonly version: string;
};

type Json = { [key: string]: unknown };

/** JSON Schema 2020-12 is what OpenAPI 3.1 speaks, so a schema goes in as it is. */
export const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const {
    $schema: _,
    id: __,
    ...rest
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' });
  return rest;
};

const parameters = (schema: z.ZodType, where: 'path' | 'query'): Json[] => {
  const { properties, required } = jsonSchema(schema, 'input');
  if (typeof properties !== 'object' || properties === null) return [];
  const needed = Array.isArray(required) ? required : [];
  return Object.entries(properties).map(([name, property]: [string, unknown]) => ({
    name,
    in: where,
    required: where === 'path' || needed.includes(name),
    schema: property,
  }));
};

const PROBLEM_CONTENT = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

const problemContent = ({ dialect }: Operation): Json =>
  dialect === undefined
    ? PROBLEM_CONTENT
    : { [dialect.media]: { schema: jsonSchema(dialect.problem, 'output') } };

/** The codes an operation may refuse with: its own, and those that come with a body or a right. */
export const codesOf = (operation: Operation): string[] => [
  ...operation.problems,
  ...(operation.right === PUBLIC ? [] : ['unauthenticated', 'forbidden']),
  ...(operation.right !== PUBLIC && operation.method !== 'GET' ? ['csrf'] : []),
  ...(operation.territory === 'place' ? ['place-forbidden', 'place-unknown'] : []),
  ...(takesBody(operation.method) ? ['json-malformed', 'body-too-large', 'content-type-unknown'] : []),
  'request-malformed',
  'unexpected',
];

const refusals = (operation: Operation, problems: Problems): Json => {
  const byStatus = new Map<number, string[]>();
  for (const code of codesOf(operation)) {
    const { status, title } = problems[code] ?? { status: 422, title: { fr: code, en: code } };
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${code}\`: ${title.en}`]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, texts]) => [
      status,
      { description: texts.join('; '), content: problemContent(operation) },
    ]),
  );
};

const operationObject = (operation: Operation, problems: Problems): Json => {
  const media = operation.media ?? operation.dialect?.media ?? 'application/json';
  const taking = operation.form
    ? 'application/x-www-form-urlencoded'
    : (operation.dialect?.media ?? 'application/json');
  const answers = Object.entries(operation.answers).map(([status, { description, schema }]) => [
    status,
    {
      description: description.en,
      content: { [media]: { schema: jsonSchema(schema, 'output') } },
    },
  ]);
  const body = operation.bodyShown ?? operation.body;
  const taken = [...parameters(operation.params, 'path'), ...parameters(operation.query, 'query')];
  return {
    operationId: operation.id,
    tags: [operation.tag.en],
    summary: operation.summary.en,
    description: operation.description.en,
    'x-summary-fr': operation.summary.fr,
    'x-description-fr': operation.description.fr,
    'x-right': operation.right,
    ...(operation.territory && { 'x-territory': operation.territory }),
    ...(operation.nominative && { 'x-nominative': true }),
    ...(taken.length > 0 && { parameters: taken }),
    ...(takesBody(operation.method) && {
      requestBody: { required: true, content: { [taking]: { schema: jsonSchema(body, 'input') } } },
    }),
    security: operation.right === PUBLIC ? [] : [{ bearer: [] }, { session: [] }],
    responses: { ...Object.fromEntries(answers), ...refusals(operation, problems) },
  };
};

export const openApi = ({ routes, problems, title, version }: Described): Json => {
  const paths: Record<string, Json> = {};
  for (const { operation } of routes) {
    const path = paths[operation.path] ?? {};
    path[operation.method.toLowerCase()] = operationObject(operation, problems);
    paths[operation.path] = path;
  }
  const tags = new Map(routes.map(({ operation }) => [operation.tag.en, operation.tag]));
  return {
    openapi: '3.1.1',
    info: {
      title: title.en,
      version,
      description: `${title.fr} / ${title.en}. Errors are problem documents (RFC 9457); texts follow Accept-Language (fr, en).`,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...tags.values()].map((tag) => ({ name: tag.en, 'x-name-fr': tag.fr })),
    paths,
    components: {
      schemas: { Problem: jsonSchema(Problem, 'output') },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: SESSION_COOKIE,
          description: `Of our own pages; a POST also brings the header ${CSRF_HEADER}.`,
        },
      },
    },
  };
};
