import { useState } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components';
import { useSpeech } from '#kit/language.tsx';
import { canShare, copyText, shareLink } from '#kit/save.web.ts';
import { landmark } from '#kit/shell.tsx';
import { WORDS } from '#kit/words.ts';

/** The code a site pastes to show one figure. */
export const embedCode = (src: string, title: string): string =>
  `<iframe src="${src.replaceAll('&', '&amp;')}" title="${title.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}" width="100%" height="640" style="border:0" loading="lazy"></iframe>`;

function Copyable(parts: { label: string; action: string; text: string }) {
  const { say } = useSpeech();
  const [outcome, setOutcome] = useState<'none' | 'copied' | 'failed'>('none');
  return (
    <div className="copyable">
      <label>
        <span>{parts.label}</span>
        <input readOnly value={parts.text} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <Button
        className="button"
        onPress={async () => setOutcome((await copyText(parts.text)) ? 'copied' : 'failed')}
      >
        {parts.action}
      </Button>
      <span role="status">
        {outcome === 'copied' && say(WORDS.copied)}
        {outcome === 'failed' && say(WORDS.copyFailed)}
      </span>
    </div>
  );
}

/** Link, embed code, and the device's own way of sending where it has one. `href` is read when the panel opens. */
export function Share(parts: { title: string; href: () => string; embed?: () => string }) {
  const { say } = useSpeech();
  return (
    <DialogTrigger>
      <Button className="button quiet">{say(WORDS.share)}</Button>
      <Popover {...landmark()} className="popover" placement="bottom end">
        <Dialog className="popover-body wide">
          <Heading slot="title">{parts.title}</Heading>
          <SharePanel {...parts} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function SharePanel(parts: { title: string; href: () => string; embed?: () => string }) {
  const { say } = useSpeech();
  const href = parts.href();
  return (
    <>
      <Copyable label={say(WORDS.link)} action={say(WORDS.copyLink)} text={href} />
      {parts.embed && (
        <Copyable
          label={say(WORDS.embedCode)}
          action={say(WORDS.copyEmbed)}
          text={embedCode(parts.embed(), parts.title)}
        />
      )}
      {canShare() && (
        <Button className="button" onPress={() => shareLink(parts.title, href)}>
          {say(WORDS.shareWith)}
        </Button>
      )}
    </>
  );
}
