/** Recording an injection, and taking a fact back: parse, read, decide, append, reply. */
import type { Caller } from '#http/identity.ts';
import { PROBLEMS, type Problems, problemTeller, read } from '#http/problem.ts';
import { type Route, route } from '#http/route.ts';
import { isRefused, type Refused } from '#kernel/result.ts';
import type { Language } from '#kernel/text.ts';
import {
  type BatchLine,
  InjectionAsked,
  recordInjections,
  retract,
} from '#programmes/vaccination/injection.api.ts';
import type { Act, Recorder, Recording } from '#programmes/vaccination/recorder.pg.ts';

export type RecordingOptions = {
  readonly recorder: Recorder;
  /** How this programme's refusals are told, for the lines of a batch. */
  readonly problems: Problems;
};

/** How a fact came in, in its source. */
const WAY = 'api';

export const injectionRoutes = ({ recorder, problems }: RecordingOptions): Route[] => {
  const problemOf = problemTeller({ ...PROBLEMS, ...problems });

  const injectionOf = (asked: unknown, language: Language): Act | Refused => {
    const injection = read(InjectionAsked, asked, language);
    return isRefused(injection) ? injection : { kind: 'injection', asked: injection.value };
  };

  /** One fact handed in, and the answer to it. */
  const record = async (act: Act | Refused, caller: Caller) => {
    if (isRefused(act)) return act;
    const answer = await recorder.submitOne(act, caller, WAY);
    if (isRefused(answer)) return answer;
    return answer.known ? { status: 200 as const, body: answer } : { status: 201 as const, body: answer };
  };

  const lineOf = (answer: Recording, language: Language): BatchLine => {
    if (!isRefused(answer)) return { status: answer.known ? 200 : 201, recorded: answer };
    const problem = problemOf(answer.refusal, language);
    return { status: problem.status, problem };
  };

  /** Each line has its own answer, in the order asked: a refused line does not stop the others. */
  const recordBatch = async (asked: readonly unknown[], caller: Caller, language: Language) => {
    const acts = asked.map((one) => injectionOf(one, language));
    const answers = await recorder.submit(acts, caller, WAY);
    if (isRefused(answers)) return answers;
    return { status: 207 as const, body: { results: answers.map((answer) => lineOf(answer, language)) } };
  };

  return [
    route(recordInjections, ({ body, caller, language }) =>
      Array.isArray(body) ? recordBatch(body, caller, language) : record(injectionOf(body, language), caller),
    ),
    route(retract, ({ body, caller }) => record({ kind: 'retraction', asked: body }, caller)),
  ];
};
