import { useCallback, useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { Scanner } from '#barcode/Scanner.tsx';
import type { TrustList, Verdict } from '#certificate/certificate.ts';
import { webEngine } from '#certificate/engine.web.ts';
import { ListAge } from '#certificate/page/list-age.tsx';
import { fetchTrust, recallTrust } from '#certificate/page/trust-kept.web.ts';
import { VerdictShown } from '#certificate/page/verdict.tsx';
import { SAY } from '#certificate/page/verify-words.ts';
import { chunkOf } from '#certificate/shc-text.ts';
import { verifyText } from '#certificate/verify.ts';
import type { Language } from '#kernel/text.ts';
import { Callout } from '#kit/callout.tsx';
import { useLanguage } from '#kit/chosen-language.tsx';
import { LongField } from '#kit/fields.tsx';
import { LanguageProvider, useSpeech } from '#kit/language.tsx';
import { Masthead } from '#kit/masthead.tsx';
import { Shell } from '#kit/shell.tsx';
import type { PageProps } from '#kit/site.ts';
import { registerWorker } from '#kit/worker.web.ts';
import '#kit/fields.css';
import './page/certificate.css';

/** Is this certificate valid? Decided on the device: nothing that is scanned leaves it. */
export default function Verify({ site }: PageProps) {
  const [language, speak] = useLanguage();
  return (
    <LanguageProvider language={language}>
      <Framed api={site.api ?? 'api'} language={language} speak={speak} />
    </LanguageProvider>
  );
}

type Spoken = { readonly language: Language; readonly speak: (language: Language) => void };

function Framed({ api, language, speak }: Spoken & { api: string }) {
  const { say } = useSpeech();
  const title = say(SAY.title);
  useEffect(() => {
    document.title = `${title} – Rappel`;
  }, [title]);
  return (
    <Shell
      masthead={
        <Masthead
          title="Rappel"
          places={[{ href: './', name: SAY.campaign }]}
          language={language}
          speak={speak}
        />
      }
      footer={<p>{say(SAY.madeWith)}</p>}
    >
      <div className="verify">
        <div className="page-head">
          <p className="kicker">{say(SAY.kicker)}</p>
          <h1>{title}</h1>
          <p className="lead">{say(SAY.lead)}</p>
        </div>
        <Door api={api} />
      </div>
    </Shell>
  );
}

const HOUR_MS = 3_600_000;

type Trusting = {
  readonly list: TrustList | undefined;
  readonly isRead: boolean;
  readonly refresh: () => void;
};

/** The list kept from the last visit at once, then that of now; asked again every hour and when the network is back. */
function useTrust(api: string): Trusting {
  const [list, setList] = useState<TrustList | undefined>(undefined);
  const [isRead, setRead] = useState(false);
  const newer = useCallback((next: TrustList | undefined) => {
    if (next !== undefined)
      setList((known) => (known !== undefined && known.madeAt > next.madeAt ? known : next));
  }, []);
  const refresh = useCallback(() => {
    void fetchTrust(api).then((next) => {
      newer(next);
      setRead(true);
    });
  }, [api, newer]);
  useEffect(() => {
    void registerWorker();
    void recallTrust().then(newer).then(refresh);
    const timer = setInterval(refresh, HOUR_MS);
    addEventListener('online', refresh);
    return () => {
      clearInterval(timer);
      removeEventListener('online', refresh);
    };
  }, [newer, refresh]);
  return { list, isRead, refresh };
}

/** No list at all is a list of nobody: every issuer is unknown, and nothing can be said. */
const NOBODY: TrustList = { madeAt: '1970-01-01T00:00:00.000Z', keys: [], revoked: [] };

/** A code alone, or one of those a card was cut into: with those scanned before, or what is still missing. */
const joined = (
  text: string,
  before: readonly string[],
): { text: string } | { parts: string[]; of: number } => {
  const chunk = chunkOf(text.trim());
  if (chunk === null || chunk.count === 1) return { text: text.trim() };
  const same = before.filter((one) => chunkOf(one)?.count === chunk.count);
  const parts = [...new Set([...same, text.trim()])];
  return parts.length === chunk.count ? { text: parts.join(' ') } : { parts, of: chunk.count };
};

function Door({ api }: { api: string }) {
  const { say } = useSpeech();
  const trust = useTrust(api);
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const [parts, setParts] = useState<{ parts: string[]; of: number } | undefined>(undefined);
  const [verdict, setVerdict] = useState<{ verdict: Verdict; at: string } | undefined>(undefined);
  const shown = useRef<HTMLDivElement>(null);
  const verify = async (text: string): Promise<void> => {
    const code = joined(text, parts?.parts ?? []);
    if ('of' in code) return setParts(code);
    const at = new Date().toISOString();
    const made = await verifyText(code.text, trust.list ?? NOBODY, at, webEngine);
    setParts(undefined);
    setOpen(false);
    setTyped('');
    setVerdict({ verdict: made, at });
  };
  // Whoever cannot see the page hears the verdict first, and goes on from it.
  useEffect(() => {
    if (verdict !== undefined) shown.current?.focus();
  }, [verdict]);
  const forget = (open: boolean): void => {
    setVerdict(undefined);
    setOpen(open);
  };
  return (
    <div className="door">
      {verdict === undefined ? (
        <div className="door-ways">
          {isOpen ? (
            <Scanner formats={['qr_code']} onCode={(text) => void verify(text)} />
          ) : (
            <Button className="button large" onPress={() => setOpen(true)}>
              {say(SAY.scan)}
            </Button>
          )}
          {parts && (
            <p role="status">
              {say(SAY.parts)} {parts.parts.length}/{parts.of}
            </p>
          )}
          <Paste typed={typed} type={setTyped} verify={() => void verify(typed)} />
        </div>
      ) : (
        <div ref={shown} tabIndex={-1} className="door-verdict">
          <VerdictShown verdict={verdict.verdict} at={verdict.at} hasList={trust.list !== undefined} />
          <div className="row no-print">
            <Button className="button large" onPress={() => forget(true)}>
              {say(SAY.another)}
            </Button>
            <Button className="button quiet" onPress={() => forget(false)}>
              {say(SAY.forget)}
            </Button>
          </div>
        </div>
      )}
      <ListAge list={trust.list} isRead={trust.isRead} refresh={trust.refresh} />
      <Callout tone="note" title={say(SAY.privateTitle)}>
        <p>{say(SAY.private)}</p>
      </Callout>
    </div>
  );
}

/** The text of a code read elsewhere: a keyboard alone can verify. */
function Paste(parts: { typed: string; type: (text: string) => void; verify: () => void }) {
  const { say } = useSpeech();
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (parts.typed.trim() !== '') parts.verify();
      }}
    >
      <LongField
        label={say(SAY.paste)}
        hint={say(SAY.pasteHint)}
        value={parts.typed}
        onChange={parts.type}
        maxLength={60_000}
      />
      <div>
        <Button className="button" type="submit">
          {say(SAY.verify)}
        </Button>
      </div>
    </form>
  );
}
