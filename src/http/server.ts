/**
 * The HTTP server: routes as data, put together. What is the same for every route is here and nowhere else: who asks,
 * which right, reading, refusing, limits, headers, logs without a word about a person.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { DestinationStream, LevelWithSilent } from 'pino';
import { NO_STORE, OPEN, PUBLISHED, SECURITY } from '#http/headers.ts';
import { ANYBODY, bearerToken, type Caller, type Identify, PUBLIC } from '#http/identity.ts';
import { languageOf } from '#http/language.ts';
import { openApi } from '#http/openapi.ts';
import { PROBLEMS, type Problems, problemTeller } from '#http/problem.ts';
import { referencePage } from '#http/reference-page.ts';
import type { Route } from '#http/route.ts';
import { registerStaticFolders, type StaticFolders } from '#http/static-files.ts';
import { invariant } from '#kernel/invariant.ts';
import { isRefused, type Refusal } from '#kernel/result.ts';
import type { Text } from '#kernel/text.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The right a route asks for. A route without one is a bug, found when the server starts. */
    right?: string;
  }
  interface FastifyRequest {
    caller: Caller;
  }
}

export type ServerOptions = {
  readonly routes: readonly Route[];
  /** How the codes of the programmes are told, besides the general ones. */
  readonly problems: Problems;
  readonly title: Text;
  readonly version: string;
  readonly identify: Identify;
  /** Whether the server can do its work now, above all reach its database. */
  readonly ready: () => Promise<boolean>;
  readonly folders?: StaticFolders;
  readonly log?: { readonly level: LevelWithSilent; readonly stream?: DestinationStream };
  readonly limits?: Partial<Limits>;
};

export type Limits = {
  readonly body_bytes_max: number;
  readonly connections_max: number;
  /** From the first byte of a request to its last: a slow sender does not hold a connection for ever. */
  readonly request_ms_max: number;
  readonly ready_ms_max: number;
};

const LIMITS: Limits = {
  // A thousand injections of the largest shape make about 600 kB.
  body_bytes_max: 1_048_576,
  connections_max: 10_000,
  request_ms_max: 15_000,
  ready_ms_max: 2_000,
};

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

const DETAILS: Partial<Record<keyof typeof PROBLEMS, string>> = {
  'json-malformed': 'the body cannot be read as JSON',
  'body-too-large': 'the body is larger than this server takes',
  'content-type-unknown': 'the body must be application/json',
  'http-malformed': 'the address or a header cannot be read',
  'uri-too-long': 'a part of the address is longer than this server takes',
};

/** Errors of a connection to PostgreSQL: nothing is wrong with the request, and it may be sent again. */
const isUnavailable = (error: FastifyError): boolean =>
  /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|57P0[123]|08\w{3}|53\w{3})$/.test(error.code ?? '') ||
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered)/.test(
    error.message,
  );

/** Where in the code an error was thrown: the stack without its message, which may quote somebody's data. */
const stackOf = (error: FastifyError): string[] =>
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

/** `/api/things/{day}` as Fastify writes it: `/api/things/:day`. */
const fastifyPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

type SendRefusal = (request: FastifyRequest, reply: FastifyReply, refusal: Refusal) => FastifyReply;

/** Writes refusals as problem documents, in the caller's language. */
const refusalSender = (problems: Problems): SendRefusal => {
  const problemOf = problemTeller(problems);
  return (request, reply, refusal) => {
    const language = languageOf(request.headers['accept-language']);
    const problem = problemOf(refusal, language, request.id);
    reply.code(problem.status).headers({
      'content-type': 'application/problem+json; charset=utf-8',
      'content-language': language,
      vary: 'accept-language',
      'cache-control': NO_STORE,
    });
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="rappel"');
    if (problem.status === 503) reply.header('retry-after', '1');
    return reply.send(JSON.stringify(problem));
  };
};

const errorSender =
  (sendRefusal: SendRefusal) =>
  (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const code = CODES[error.code ?? ''] ?? (error.statusCode === 400 ? 'json-malformed' : undefined);
    if (code !== undefined) return sendRefusal(request, reply, { code, message: DETAILS[code] ?? '' });
    if (isUnavailable(error)) {
      request.log.error({ request: request.id, ...traceOf(error) }, 'database unavailable');
      const message = 'the database does not answer; nothing of this request is known to be recorded';
      return sendRefusal(request, reply, { code: 'unavailable', message });
    }
    request.log.error({ request: request.id, ...traceOf(error) }, 'unexpected error');
    const message = 'the server failed; its operators find why by "instance"';
    return sendRefusal(request, reply, { code: 'unexpected', message });
  };

/** Answers what is not HTTP, or comes too slowly, on the bare socket: there is no request to answer to. */
const answerUnreadable = (problems: Problems) => {
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

/** Stops the start when a route declares no right: forgetting one must not open a door. */
const refuseRoutesWithoutRight = (app: FastifyInstance): void => {
  app.addHook('onRoute', (made) => {
    invariant(
      made.config?.right !== undefined,
      `the route ${String(made.method)} ${made.url} declares no right`,
    );
  });
};

/** Lets a caller through who holds the right; called before the body is read. */
const guard =
  (right: string, identify: Identify, sendRefusal: SendRefusal) =>
  (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const token = bearerToken(request.headers.authorization);
    const caller = token === undefined ? undefined : identify(token);
    if (caller === undefined) {
      const message = token === undefined ? 'no token came with the request' : 'nobody has this token';
      sendRefusal(request, reply, { code: 'unauthenticated', message });
    } else if (!caller.rights.has(right)) {
      sendRefusal(request, reply, {
        code: 'forbidden',
        message: `"${caller.id}" does not hold the right "${right}"`,
      });
    } else {
      request.caller = caller;
      done();
    }
  };

const registerRoutes = (app: FastifyInstance, options: ServerOptions, sendRefusal: SendRefusal): void => {
  for (const { operation, answer } of options.routes) {
    const isPublic = operation.right === PUBLIC;
    const isOpen = isPublic && operation.method === 'GET';
    app.route({
      method: operation.method,
      url: fastifyPath(operation.path),
      config: { right: operation.right },
      ...(!isPublic && { onRequest: guard(operation.right, options.identify, sendRefusal) }),
      handler: async (request, reply) => {
        const { params, query, body, caller } = request;
        const language = languageOf(request.headers['accept-language']);
        const answered = await answer({ params, query, body, caller, language });
        if (isRefused(answered)) return sendRefusal(request, reply, answered.refusal);
        reply.code(answered.status).header('content-type', 'application/json; charset=utf-8');
        if (isOpen) reply.headers(OPEN).header('cache-control', PUBLISHED);
        else reply.header('cache-control', NO_STORE);
        return isOpen
          ? sendWithTag(request, reply, answered.body)
          : reply.send(JSON.stringify(answered.body));
      },
    });
  }
};

/** Sends a text with the hash of its content, or 304 when the caller has it already. */
const sendWithTag = (request: FastifyRequest, reply: FastifyReply, body: unknown): FastifyReply => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
  reply.header('etag', tag);
  const asked = request.headers['if-none-match'];
  const known = asked?.split(',').some((one) => one.trim().replace(/^W\//, '') === tag);
  return known ? reply.code(304).send() : reply.send(text);
};

const registerHealth = (
  app: FastifyInstance,
  { ready }: ServerOptions,
  ready_ms_max: number,
  sendRefusal: SendRefusal,
): void => {
  const config = { right: PUBLIC };
  app.get('/health/live', { config }, (_request, reply) =>
    reply.header('cache-control', NO_STORE).send({ status: 'live' }),
  );
  app.get('/health/ready', { config }, async (request, reply) => {
    const late = new Promise<boolean>((done) => setTimeout(done, ready_ms_max, false).unref());
    const isReady = await Promise.race([ready().catch(() => false), late]);
    if (isReady) return reply.header('cache-control', NO_STORE).send({ status: 'ready' });
    return sendRefusal(request, reply, {
      code: 'unavailable',
      message: 'the server cannot reach its database',
    });
  });
};

/** The API described, for programs at /api/openapi.json and for people at /api. */
const registerReference = (app: FastifyInstance, options: ServerOptions, problems: Problems): void => {
  const document = openApi({ ...options, problems });
  const text = JSON.stringify(document);
  const config = { right: PUBLIC };
  app.get('/api/openapi.json', { config }, (request, reply) => {
    reply.headers(OPEN).header('cache-control', PUBLISHED).type('application/json; charset=utf-8');
    return sendWithTag(request, reply, text);
  });
  const pages = {
    fr: referencePage({ ...options, problems }, 'fr'),
    en: referencePage({ ...options, problems }, 'en'),
  };
  app.get<{ Querystring: { lang?: unknown } }>('/api', { config }, (request, reply) => {
    const { lang } = request.query;
    const language = lang === 'fr' || lang === 'en' ? lang : languageOf(request.headers['accept-language']);
    reply.type('text/html; charset=utf-8').headers({ 'content-language': language, vary: 'accept-language' });
    reply.header('cache-control', 'no-cache');
    return sendWithTag(request, reply, pages[language]);
  });
};

/** Answers where no route is: 405 when the address takes another method, else 404. */
const notFound = (routes: readonly Route[], sendRefusal: SendRefusal) => {
  const patterns = routes.map(({ operation }) => ({
    method: operation.method,
    path: new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
  }));
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const path = request.url.split('?', 1)[0] ?? '';
    const methods = patterns.filter((pattern) => pattern.path.test(path)).map(({ method }) => method);
    if (methods.length === 0)
      return sendRefusal(request, reply, {
        code: 'not-found',
        message: 'no page, file or operation is here',
      });
    const allow = [...new Set(methods)].join(', ');
    reply.header('allow', allow);
    return sendRefusal(request, reply, {
      code: 'method-not-allowed',
      message: `this address takes ${allow}`,
    });
  };
};

const logWhatWasDone = (request: FastifyRequest, reply: FastifyReply): void =>
  request.log.info({
    request: request.id,
    method: request.method,
    route: request.routeOptions.url,
    by: request.caller.id,
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
  });

/** The framework's own lines keep no address and no message: they may quote somebody's data. */
const loggerOptions = ({ level, stream }: NonNullable<ServerOptions['log']>) => ({
  level,
  ...(stream !== undefined && { stream }),
  serializers: {
    req: () => ({}),
    err: (error: FastifyError) => ({
      type: error.name,
      message: error.code ?? '',
      stack: stackOf(error).join(' '),
    }),
  },
});

/**
 * Puts a server together. It listens when the caller says so (`listen({ port, host })`); `close()` refuses what comes
 * and lets what is under way finish.
 */
export const createServer = (options: ServerOptions): FastifyInstance => {
  const limits = { ...LIMITS, ...options.limits };
  const problems: Problems = { ...PROBLEMS, ...options.problems };
  const sendRefusal = refusalSender(problems);
  const sendError = errorSender(sendRefusal);
  const requestPrefix = randomBytes(4).toString('hex');
  let requests = 0;
  const { log } = options;

  const app = fastify({
    logger: log === undefined ? false : loggerOptions(log),
    // Our own line for a request names the route, never the address: an address may hold a word about a person.
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (logger) => logger,
    genReqId: () => `${requestPrefix}-${requests++}`,
    bodyLimit: limits.body_bytes_max,
    requestTimeout: limits.request_ms_max,
    connectionTimeout: limits.request_ms_max * 2,
    routerOptions: { maxParamLength: 100, ignoreTrailingSlash: true },
    frameworkErrors: sendError,
    clientErrorHandler: answerUnreadable(problems),
  });
  app.server.maxConnections = limits.connections_max;
  app.removeContentTypeParser('text/plain');
  app.decorateRequest('caller');
  app.setErrorHandler(sendError);
  app.setNotFoundHandler(notFound(options.routes, sendRefusal));
  refuseRoutesWithoutRight(app);
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(SECURITY);
    request.caller = ANYBODY;
    done();
  });
  if (log !== undefined)
    app.addHook('onResponse', (request, reply, done) => {
      logWhatWasDone(request, reply);
      done();
    });
  registerRoutes(app, options, sendRefusal);
  registerHealth(app, options, limits.ready_ms_max, sendRefusal);
  registerReference(app, options, problems);
  registerStaticFolders(app, options.folders ?? {});
  return app;
};
