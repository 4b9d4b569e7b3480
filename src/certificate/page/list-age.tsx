import { Button } from 'react-aria-components';
import type { TrustList } from '#certificate/certificate.ts';
import { SAY } from '#certificate/page/verify-words.ts';
import { Callout } from '#kit/callout.tsx';
import { useSpeech } from '#kit/language.tsx';

const HOUR_MS = 3_600_000;
/** A revocation made yesterday must be known today. */
const OLD_HOURS = 24;

const ago = (hours: number, language: 'fr' | 'en'): string => {
  const format = new Intl.RelativeTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', { numeric: 'always' });
  if (hours < 1) return format.format(-Math.max(0, Math.round(hours * 60)), 'minute');
  return hours < 48
    ? format.format(-Math.round(hours), 'hour')
    : format.format(-Math.round(hours / 24), 'day');
};

/** How old the list is that verdicts rest on, and how to have a newer one. */
export function ListAge(parts: { list: TrustList | undefined; isRead: boolean; refresh: () => void }) {
  const { say, language } = useSpeech();
  const { list, isRead } = parts;
  if (list === undefined)
    return isRead ? (
      <Callout tone="warning" title={say(SAY.list)}>
        <p>{say(SAY.noList)}</p>
        <Button className="button" onPress={parts.refresh}>
          {say(SAY.refresh)}
        </Button>
      </Callout>
    ) : (
      <p className="small">{say(SAY.reading)}</p>
    );
  const hours = (Date.now() - Date.parse(list.madeAt)) / HOUR_MS;
  const made = new Date(list.madeAt).toLocaleString(language === 'fr' ? 'fr-FR' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
  });
  return (
    <div className="list-age">
      <p className="small">
        {say(SAY.list)} {say(SAY.listOf)} {made} ({ago(hours, language)}).{' '}
        <Button className="text-button no-print" onPress={parts.refresh}>
          {say(SAY.refresh)}
        </Button>
      </p>
      {(hours > OLD_HOURS || hours < -1) && (
        <Callout tone="warning" title={say(SAY.list)}>
          <p>{say(hours < -1 ? SAY.clock : SAY.old)}</p>
        </Callout>
      )}
    </div>
  );
}
