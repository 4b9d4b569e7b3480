/**
 * The HTTP server: routes as data, put together. What is the same for every route is here and nowhere else: who asks,
 * which right, reading, refusing, limits, headers, logs without a word about a person.
 */
import { createHash, randomBytes } from 'node:crypto';
import cookies from '@fastify/cookie';
import formBody from '@fastify/formbody';
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { DestinationStream, LevelWithSilent } from 'pino';
import { NO_STORE, OPEN, PUBLISHED, SECURITY, SECURITY_OF_DATA } from '#http/headers.ts';
import {
  ANYBODY,
  bearerToken,
  type Caller,
  CSRF_HEADER,
  type Identify,
  PUBLIC,
  SESSION_COOKIE,
  sameSecret,
} from '#http/identity.ts';
import { languageOf } from '#http/language.ts';
import { openApi } from '#http/openapi.ts';
import { PROBLEMS, type Problems } from '#http/problem.ts';
import { referencePage } from '#http/reference-page.ts';
import {
  answerUnreadable,
  errorSender,
  notFound,
  refusalSender,
  type SendRefusal,
  stackOf,
} from '#http/refusing.ts';
import { type Dialect, type Operation, type Raw, READ_HEADERS, type Route } from '#http/route.ts';
import { registerStaticFolders, type StaticFolders } from '#http/static-files.ts';
import { invariant } from '#kernel/invariant.ts';
import { isRefused, type Refused, refuse } from '#kernel/result.ts';
import type { Text } from '#kernel/text.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The right a route asks for. A route without one is a bug, found when the server starts. */
    right?: string;
    dialect?: Dialect;
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
  /** Whether a place is one of these, or in one of these. Absent: there is none to act on. */
  readonly within?: Within;
  /** Whether a place may be named at all: what somebody typed must not get into the trail. Absent: any may. */
  readonly knowsPlace?: (place: string) => boolean;
  /** Whether the server can do its work now, above all reach its database. */
  readonly ready: () => Promise<boolean>;
  readonly folders?: StaticFolders;
  readonly log?: { readonly level: LevelWithSilent; readonly stream?: DestinationStream };
  readonly limits?: Partial<Limits>;
};

export type Within = (place: string, roots: readonly string[]) => boolean;

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

/** A form that another program posts holds one signed token. */
const FORM_BYTES_MAX = 65_536;

/** `/api/things/{day}` as Fastify writes it: `/api/things/:day`. */
const fastifyPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

/** Stops the start when a route declares no right: forgetting one must not open a door. */
const refuseRoutesWithoutRight = (app: FastifyInstance): void => {
  app.addHook('onRoute', (made) => {
    invariant(
      made.config?.right !== undefined,
      `the route ${String(made.method)} ${made.url} declares no right`,
    );
  });
};

/** Who calls, or why not. */
const callerOf = async (
  request: FastifyRequest,
  { right, method }: Operation,
  identify: Identify,
): Promise<Caller | Refused> => {
  const token = bearerToken(request.headers.authorization);
  const session = request.cookies[SESSION_COOKIE];
  const caller = await identify({ token, session });
  if (caller === undefined)
    return refuse(
      'unauthenticated',
      token === undefined && session === undefined
        ? 'no token and no session came with the request'
        : 'nobody has this token or this session',
    );
  if (isRefused(caller)) return caller;
  if (caller.csrf !== undefined && method !== 'GET') {
    const sent = request.headers[CSRF_HEADER];
    if (typeof sent !== 'string' || !sameSecret(sent, caller.csrf))
      return refuse('csrf', `the header ${CSRF_HEADER} is missing or not that of the session`);
  }
  return caller.rights.has(right)
    ? caller
    : refuse('forbidden', `the role ${caller.role} does not hold the right "${right}"`);
};

/** Lets a caller through who holds the right; called before the body is read. */
const guard =
  (operation: Operation, identify: Identify, sendRefusal: SendRefusal) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const caller = await callerOf(request, operation, identify);
    if (isRefused(caller)) return sendRefusal(request, reply, caller.refusal);
    request.caller = caller;
    return undefined;
  };

/** Every place a part of the request names; one that is written in any other way is for the schemas to refuse. */
const placesIn = (part: unknown): string[] =>
  typeof part === 'object' && part !== null && 'place' in part && typeof part.place === 'string'
    ? [part.place]
    : [];

/** Why this request may not be answered, for what it sends or where it reaches; its schemas are read later. */
const refusalOf = (
  request: FastifyRequest,
  operation: Operation,
  { within = () => false, knowsPlace = () => true }: ServerOptions,
): Refused | undefined => {
  const isForm = /^\s*application\/x-www-form-urlencoded/i.test(request.headers['content-type'] ?? '');
  if (isForm && !operation.form)
    return refuse('content-type-unknown', 'the body must be application/json, not a form');
  if (operation.territory !== 'place') return undefined;
  const named = [request.params, request.query, request.body].flatMap(placesIn);
  if (!named.every((place) => within(place, request.caller.places)))
    return refuse('place-forbidden', 'this place is in none of yours', { field: 'place' });
  return named.every(knowsPlace)
    ? undefined
    : refuse('place-unknown', 'nobody has declared this place', { field: 'place' });
};

const headersRead = ({ headers }: FastifyRequest): Raw['headers'] =>
  Object.fromEntries(
    READ_HEADERS.flatMap((name): [string, string][] => {
      const value = headers[name];
      return value === undefined ? [] : [[name, String(value)]];
    }),
  );

const mediaOf = ({ media, dialect }: Operation): string =>
  media ?? `${dialect?.media ?? 'application/json'}; charset=utf-8`;

const registerRoutes = (app: FastifyInstance, options: ServerOptions, sendRefusal: SendRefusal): void => {
  for (const { operation, answer } of options.routes) {
    const isPublic = operation.right === PUBLIC;
    const isOpen = isPublic && operation.method === 'GET' && !operation.personal;
    app.route({
      method: operation.method,
      url: fastifyPath(operation.path),
      config: { right: operation.right, ...(operation.dialect && { dialect: operation.dialect }) },
      ...(!isPublic && { onRequest: guard(operation, options.identify, sendRefusal) }),
      handler: async (request, reply) => {
        const { params, query, body, caller, cookies, id } = request;
        const refused = refusalOf(request, operation, options);
        if (refused !== undefined) return sendRefusal(request, reply, refused.refusal);
        const language = languageOf(request.headers['accept-language']);
        const headers = headersRead(request);
        const answered = await answer({
          params,
          query,
          body,
          caller,
          language,
          cookies,
          headers,
          request: id,
        });
        if (isRefused(answered)) return sendRefusal(request, reply, answered.refusal);
        reply.code(answered.status).header('content-type', mediaOf(operation));
        if (isOpen) reply.headers(OPEN).header('cache-control', PUBLISHED);
        else reply.header('cache-control', NO_STORE);
        for (const [name, value] of Object.entries(answered.headers ?? {})) reply.header(name, value);
        return isOpen && operation.media === undefined
          ? sendWithTag(request, reply, answered.body)
          : reply.send(
              operation.media === undefined && answered.body !== undefined
                ? JSON.stringify(answered.body)
                : answered.body,
            );
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
    reply.headers(SECURITY).header('cache-control', 'no-cache');
    return sendWithTag(request, reply, pages[language]);
  });
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

const IDLE_CHECK_MS = 50;

/**
 * A connection that was answering when the server was told to stop would be kept open for the next request, and the
 * server would wait for it: such connections are closed as soon as they have their answer.
 */
const closeConnectionsOnceAnswered = (app: FastifyInstance): void => {
  app.addHook('preClose', async () => {
    const timer = setInterval(() => app.server.closeIdleConnections(), IDLE_CHECK_MS);
    app.server.once('close', () => clearInterval(timer));
  });
};

/**
 * Puts a server together. It listens when the caller says so (`listen({ port, host })`); `close()` refuses what comes
 * and lets what is under way finish.
 */
export const createServer = (options: ServerOptions): FastifyInstance => {
  const limits = { ...LIMITS, ...options.limits };
  const problems: Problems = { ...PROBLEMS, ...options.problems };
  const sendRefusal = refusalSender(problems, options.routes);
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
  const media = new Set(options.routes.flatMap(({ operation }) => operation.dialect?.media ?? []));
  app.addContentTypeParser([...media], { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
  app.register(cookies);
  if (options.routes.some(({ operation }) => operation.form))
    app.register(formBody, { bodyLimit: FORM_BYTES_MAX });
  app.decorateRequest('caller');
  app.setErrorHandler(sendError);
  app.setNotFoundHandler(notFound(options.routes, sendRefusal));
  refuseRoutesWithoutRight(app);
  closeConnectionsOnceAnswered(app);
  app.addHook('onRequest', (request, reply, done) => {
    const isData = request.url.startsWith('/api/') || request.routeOptions.config.dialect !== undefined;
    reply.headers(isData ? SECURITY_OF_DATA : SECURITY);
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
