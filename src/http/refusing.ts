/** Whatever goes wrong with a request is answered by a problem document, and logged without a word about a person. */
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { NO_STORE } from '#http/headers.ts';
import { languageOf } from '#http/language.ts';
import { type PROBLEMS, type Problems, problemTeller } from '#http/problem.ts';
import type { Dialect, Route } from '#http/route.ts';
import type { Refusal } from '#kernel/result.ts';
import type { Language, Text } from '#kernel/text.ts';

/** Fastify's own errors, as our codes. Those that are not here, and all others, are unexpected. */
const CODES: Readonly<Record<string, keyof typeof PROBLEMS>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'content-type-unknown',
  FST_ERR_CTP_INVALID_CONTENT_TYPE: 'content-type-unknown',
  FST_ERR_CTP_EMPTY_TYPE: 'content-type-unknown',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'json-malformed',
  FST_ERR_CTP_INVALID_JSON_BODY: 'json-malformed',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'http-malformed',
  FST_ERR_BAD_URL: 'http-malformed',
  FST_ERR_ASYNC_CONSTRAINT: 'http-malformed',
  FST_ERR_MAX_PARAM_LENGTH: 'uri-too-long',
};

/** What the file server and the parser of bodies say by a status alone. What is forbidden is not said to exist. */
const CODES_BY_STATUS: Readonly<Record<number, keyof typeof PROBLEMS>> = {
  400: 'json-malformed',
  403: 'not-found',
  404: 'not-found',
};

/** `media` is what the route takes. */
const detailOf = (code: keyof typeof PROBLEMS, media: string): Text | undefined => {
  const details: Partial<Record<keyof typeof PROBLEMS, Text>> = {
    'json-malformed': {
      fr: 'le corps ne peut pas être lu comme du JSON',
      en: 'the body cannot be read as JSON',
    },
    'body-too-large': {
      fr: 'le corps est plus grand que ce serveur n’en accepte',
      en: 'the body is larger than this server takes',
    },
    'content-type-unknown': {
      fr: `le corps doit être en ${media}`,
      en: `the body must be ${media}`,
    },
    'not-found': {
      fr: 'aucune page, aucun fichier, aucune opération n’est ici',
      en: 'no page, file or operation is here',
    },
    'http-malformed': {
      fr: 'l’adresse ou un en-tête ne peut pas être lu',
      en: 'the address or a header cannot be read',
    },
    'uri-too-long': {
      fr: 'une partie de l’adresse est plus longue que ce serveur n’en accepte',
      en: 'a part of the address is longer than this server takes',
    },
    unavailable: {
      fr: 'la base de données ne répond pas ; rien de cette demande n’est enregistré pour sûr',
      en: 'the database does not answer; nothing of this request is known to be recorded',
    },
    unexpected: {
      fr: 'le serveur a failli ; ceux qui le tiennent trouvent pourquoi par « instance »',
      en: 'the server failed; its operators find why by "instance"',
    },
  };
  return details[code];
};

/** Errors of a connection to PostgreSQL: nothing is wrong with the request, and it may be sent again. */
const isUnavailable = (error: FastifyError): boolean =>
  /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|57P0[123]|08\w{3}|53\w{3})$/.test(error.code ?? '') ||
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered)/.test(
    error.message,
  );

/** Where in the code an error was thrown: the stack without its message, which may quote somebody's data. */
export const stackOf = (error: FastifyError): string[] =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim());

const traceOf = (error: FastifyError): object => ({
  error: error.name,
  code: error.code,
  at: stackOf(error),
});

export type SendRefusal = (request: FastifyRequest, reply: FastifyReply, refusal: Refusal) => FastifyReply;

/** The dialect of an address: that of its route, and where no route is, that of the routes below the same folder. */
const dialectFinder = (routes: readonly Route[]) => {
  const byFolder = new Map(
    routes.flatMap(({ operation: { path, dialect } }) =>
      dialect === undefined ? [] : [[path.split('/')[1] ?? '', dialect] as const],
    ),
  );
  return (request: FastifyRequest): Dialect | undefined =>
    request.routeOptions.config.dialect ?? byFolder.get(request.url.split(/[/?]/)[1] ?? '');
};

/** The language of the caller, and what its route takes. */
const languageAsked = (request: FastifyRequest): Language => languageOf(request.headers['accept-language']);

const mediaOf = (request: FastifyRequest): string => {
  const { dialect } = request.routeOptions.config;
  return dialect === undefined ? 'application/json' : `${dialect.media}, application/json`;
};

const sendGeneral = (
  sendRefusal: SendRefusal,
  request: FastifyRequest,
  reply: FastifyReply,
  code: keyof typeof PROBLEMS,
): FastifyReply => {
  const message = detailOf(code, mediaOf(request))?.[languageAsked(request)] ?? '';
  return sendRefusal(request, reply, { code, message });
};

/** Writes refusals as problem documents, or as the dialect of the route wants them, in the caller's language. */
export const refusalSender = (problems: Problems, routes: readonly Route[]): SendRefusal => {
  const dialectOf = dialectFinder(routes);
  const problemOf = problemTeller(problems);
  return (request, reply, refusal) => {
    const language = languageAsked(request);
    const problem = problemOf(refusal, language, request.id);
    const dialect = dialectOf(request);
    reply.code(problem.status).headers({
      'content-type': `${dialect?.media ?? 'application/problem+json'}; charset=utf-8`,
      'content-language': language,
      vary: 'accept-language',
      'cache-control': NO_STORE,
    });
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="rappel"');
    if (problem.status === 503) reply.header('retry-after', '1');
    return reply.send(JSON.stringify(dialect === undefined ? problem : dialect.tellProblem(problem)));
  };
};

export const errorSender =
  (sendRefusal: SendRefusal) =>
  (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const code = CODES[error.code ?? ''] ?? CODES_BY_STATUS[error.statusCode ?? 0];
    if (code !== undefined) return sendGeneral(sendRefusal, request, reply, code);
    if (isUnavailable(error)) {
      request.log.error({ request: request.id, ...traceOf(error) }, 'database unavailable');
      return sendGeneral(sendRefusal, request, reply, 'unavailable');
    }
    request.log.error({ request: request.id, ...traceOf(error) }, 'unexpected error');
    return sendGeneral(sendRefusal, request, reply, 'unexpected');
  };

/** Answers what is not HTTP, or comes too slowly, on the bare socket: there is no request to answer to. */
export const answerUnreadable = (problems: Problems) => {
  const problemOf = problemTeller(problems);
  return (error: Error & { code?: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
      socket.destroy();
      return;
    }
    const code = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'timeout' : 'http-malformed';
    const problem = problemOf({ code, message: 'the request cannot be read' }, 'en');
    const body = JSON.stringify(problem);
    socket.end(
      `HTTP/1.1 ${problem.status} Refused\r\ncontent-type: application/problem+json; charset=utf-8\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    );
  };
};

/** Answers where no route is: 405 when the address takes another method, else 404. */
export const notFound = (routes: readonly Route[], sendRefusal: SendRefusal) => {
  const patterns = routes.map(({ operation }) => ({
    method: operation.method,
    path: new RegExp(`^${operation.path.replaceAll(/[$.]/g, '\\$&').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
  }));
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const path = request.url.split('?', 1)[0] ?? '';
    const methods = patterns.filter((pattern) => pattern.path.test(path)).map(({ method }) => method);
    if (methods.length === 0) return sendGeneral(sendRefusal, request, reply, 'not-found');
    if (methods.some((method) => method === request.method))
      return sendGeneral(sendRefusal, request, reply, 'uri-too-long');
    const allow = [...new Set(methods)].join(', ');
    reply.header('allow', allow);
    const message = { fr: `cette adresse prend ${allow}`, en: `this address takes ${allow}` };
    return sendRefusal(request, reply, {
      code: 'method-not-allowed',
      message: message[languageAsked(request)],
    });
  };
};
