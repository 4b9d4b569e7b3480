/** `rappel certificate`: issues and verifies certificates, one a line; needs no database. */
import { USES } from '#certificate/certificate.ts';
import { type Gathered, gatherChunks } from '#certificate/chunk-lines.ts';
import { createIssuer } from '#certificate/create-issuer.node.ts';
import { Dcc } from '#certificate/dcc.ts';
import { nodeEngine } from '#certificate/engine.node.ts';
import { instantOf } from '#certificate/instant.ts';
import { issueDcc } from '#certificate/issue-dcc.node.ts';
import { issueShc } from '#certificate/issue-shc.node.ts';
import { type Issuer, IssuerFile, openIssuer } from '#certificate/keys.node.ts';
import { faultOf, nestsBeyond, TEXT_MAX } from '#certificate/reading.ts';
import { Bundle, ShcCard } from '#certificate/shc.ts';
import { type Trust, trustListOf } from '#certificate/trust.node.ts';
import { verifyText } from '#certificate/verify.ts';
import {
  type Command,
  EXIT,
  type Input,
  type Io,
  oneWord,
  runCommand,
  WrongUsage,
} from '#main/command.node.ts';
import type { Config } from '#main/config.ts';
import { linesOfStream, TooLong } from '#main/lines.node.ts';

const USAGE = `rappel certificate verify [--trust FILE|FOLDER] [--now INSTANT] < qr.txt
rappel certificate issue --keys FOLDER [--now INSTANT] [--expires INSTANT] < payloads.ndjson
rappel certificate keys --keys FOLDER --country FR --organisation NAME --url https://…

verify  reads the text of one QR code a line (HC1:… or shc:/…) and answers one line of JSON each, in order:
          {"valid","reason","claims","format","issuer","issuedAt","expiresAt","kid","detail"}
        "reason" is null, or the first that holds of: unreadable, too-large, malformed, unknown-key, key-usage,
        key-expired, key-revoked, wrong-signature, not-yet-valid, expired, revoked. The codes of a card that needed
        several (shc:/1/2/…) follow one another, in any order: each of their lines gets the verdict of the card.
issue   reads one payload a line: of an EU certificate ({"ver","nam","dob","v"}), or the FHIR Bundle of a SMART Health
        Card, or {"bundle","types","rid"}. Answers the text of the QR code; {"error"} for a payload that is wrong.
keys    makes a folder of keys for development: a country's root, a signing certificate, a key for cards.

  --trust PATH      whom to trust: {"certificates":[base64 DER],"now":instant}, or a folder of certificates, issuers.json
                    and revoked.txt. Without it nobody is trusted, and certificates are only read
  --now INSTANT     verify: as on that instant (default: the trust file's, else now). issue: the time of issue
  --expires INSTANT issue: until when (default: a year for EU certificates, never for cards)
  --keys FOLDER     the issuer's keys

docs/certificates.md tells the files. Exit codes: 0 every line got its answer, whatever the verdicts; 1 a failure;
2 wrong usage.`;

const written = (io: Io, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    io.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });

const instant = (input: Input, name: string): string | undefined => {
  const text = input.text(name);
  if (text === undefined) return undefined;
  const at = instantOf(text);
  if (at === null)
    throw new WrongUsage(`--${name}: "${text}" is no instant: write it as 2021-06-30T12:00:00Z`);
  return at;
};

const NOBODY: Trust = { list: { madeAt: '1970-01-01T00:00:00Z', keys: [], revoked: [] }, now: null };

/** A line of which only the beginning was kept is told like every text that is too long. */
const textOf = (line: string | TooLong): string =>
  line instanceof TooLong ? line.start.padEnd(TEXT_MAX + 1) : line.replace(/\r$/, '');

const verify = async (input: Input, io: Io): Promise<void> => {
  const path = input.text('trust');
  const { list, now: fixed } = path === undefined ? NOBODY : await trustListOf(path);
  const now = instant(input, 'now') ?? fixed ?? new Date().toISOString();
  const answer = async (texts: readonly Gathered[]): Promise<void> => {
    for (const { text, lines } of texts) {
      const verdict = await verifyText(text, list, now, nodeEngine);
      await written(io, `${JSON.stringify(verdict)}\n`.repeat(lines));
    }
  };
  const gathering = gatherChunks();
  for await (const line of linesOfStream(io.stdin, 'certificate')) await answer(gathering.add(textOf(line)));
  await answer(gathering.end());
};

/** When a certificate is issued, and until when it holds if the call says so. */
type Times = { readonly issuedAt: string; readonly expiresAt: string | undefined };

const aYearAfter = (at: string): string => {
  const date = new Date(at);
  date.setUTCFullYear(date.getUTCFullYear() + 1);
  return date.toISOString();
};

type Wrong = { readonly error: string };

const issueEu = async (
  json: unknown,
  issuer: Issuer,
  { issuedAt, expiresAt }: Times,
): Promise<string | Wrong> => {
  const parsed = Dcc.safeParse(json);
  if (!parsed.success) return { error: `not a payload of schema 1.3: ${faultOf(parsed.error.issues)}` };
  const { notAfter } = issuer.dcc;
  const aYear = aYearAfter(issuedAt);
  const until = expiresAt ?? (aYear < notAfter ? aYear : notAfter);
  if (until > notAfter || issuedAt >= notAfter)
    return { error: `the certificate of the signing key ends on ${notAfter}: nothing it signs holds longer` };
  return issueDcc(parsed.data, { ...issuer.dcc, issuer: issuer.country, issuedAt, expiresAt: until });
};

const issueCard = async (
  json: unknown,
  issuer: Issuer,
  { issuedAt, expiresAt }: Times,
): Promise<string | Wrong> => {
  const parsed = ShcCard.safeParse(json);
  if (!parsed.success) return { error: `not a card: ${faultOf(parsed.error.issues)}` };
  const { signer, kid } = issuer.shc;
  const { issuerUrl } = issuer;
  const texts = await issueShc(parsed.data, {
    signer,
    kid,
    issuerUrl,
    issuedAt,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  });
  return texts.join(' ');
};

/** A payload nests about ten deep. */
const DEPTH_MAX = 32;

const has = (json: unknown, name: string): boolean =>
  typeof json === 'object' && json !== null && name in json;

const issueLine = async (line: string, issuer: Issuer, times: Times): Promise<string | Wrong> => {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    return { error: `not JSON: ${error instanceof Error ? error.message : 'unreadable'}` };
  }
  if (nestsBeyond(json, DEPTH_MAX)) return { error: `nested deeper than ${DEPTH_MAX}, which no payload is` };
  if (has(json, 'bundle')) return issueCard(json, issuer, times);
  if (has(json, 'resourceType')) {
    const bundle = Bundle.safeParse(json);
    if (!bundle.success) return { error: `not a FHIR Bundle: ${faultOf(bundle.error.issues)}` };
    return issueCard({ bundle: bundle.data }, issuer, times);
  }
  return issueEu(json, issuer, times);
};

const keysFolder = (input: Input): string => {
  const folder = input.text('keys');
  if (folder === undefined) throw new WrongUsage('--keys FOLDER is missing: the keys of the issuer');
  return folder;
};

const issue = async (input: Input, io: Io): Promise<void> => {
  const [now, expiresAt] = [instant(input, 'now'), instant(input, 'expires')];
  if (expiresAt !== undefined && expiresAt <= (now ?? new Date().toISOString()))
    throw new WrongUsage('--expires is not after the time of issue');
  const issuer = await openIssuer(keysFolder(input));
  try {
    for await (const line of linesOfStream(io.stdin, 'payload')) {
      const times = { issuedAt: now ?? new Date().toISOString(), expiresAt };
      const answer = line instanceof TooLong ? { error: line.message } : await issueLine(line, issuer, times);
      await written(io, `${typeof answer === 'string' ? answer : JSON.stringify(answer)}\n`);
    }
  } finally {
    issuer.close();
  }
};

const makeKeys = async (input: Input, io: Io): Promise<void> => {
  const folder = keysFolder(input);
  const given = IssuerFile.pick({ country: true, organisation: true, issuerUrl: true }).safeParse({
    country: input.text('country'),
    organisation: input.text('organisation'),
    issuerUrl: input.text('url'),
  });
  if (!given.success)
    throw new WrongUsage(`--country, --organisation and --url are needed: ${faultOf(given.error.issues)}`);
  const { country, organisation, issuerUrl } = given.data;
  await createIssuer(folder, { country, names: { organisation, issuerUrl }, uses: USES });
  io.stdout.write(
    `Keys are in ${folder}: dsc.pem is the certificate to give to verifiers. Keep *.key to yourself.\n`,
  );
};

const ACTIONS: Readonly<Record<string, (input: Input, io: Io) => Promise<void>>> = {
  verify,
  issue,
  keys: makeKeys,
};

const command: Command = {
  name: 'certificate',
  summary: 'issues and verifies EU certificates and SMART Health Cards; needs no database',
  usage: USAGE,
  options: {
    trust: { type: 'string' },
    now: { type: 'string' },
    expires: { type: 'string' },
    keys: { type: 'string' },
    country: { type: 'string' },
    organisation: { type: 'string' },
    url: { type: 'string' },
  },
  run: async (input, io) => {
    const word = oneWord(input, 'verify, issue or keys');
    const action = Object.hasOwn(ACTIONS, word) ? ACTIONS[word] : undefined;
    if (action === undefined) throw new WrongUsage(`expected verify, issue or keys, not "${word}"`);
    await action(input, io);
    return EXIT.done;
  },
};

/** The command; the environment changes nothing to it. */
export const certificate = (_config: Config): Command => command;

/** Runs the command by itself; resolves to the exit code. */
export const certificateCommand = (args: readonly string[], io: Io): Promise<number> =>
  runCommand(command, args, io);
