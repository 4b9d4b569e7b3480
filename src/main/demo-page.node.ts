/** The pages of the demonstration's providers: plain HTML, no script, in the reader's language. */
import type { DemoPerson } from '#access/demo/people.ts';
import type { Language, Text } from '#kernel/text.ts';

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const NOTICE: Text = {
  fr: 'Ceci est une démonstration. Tout le monde ici est inventé ; aucun mot de passe n’est demandé.',
  en: 'This is a demonstration. Everybody here is invented; no password is asked for.',
};
const CHOOSE: Text = { fr: 'Qui êtes-vous ?', en: 'Who are you?' };
const CANCEL: Text = { fr: 'Abandonner', en: 'Give up' };
const OTHER: Text = { fr: 'English', en: 'Français' };
const SIGN_OUT: Text = { fr: 'Se déconnecter de', en: 'Sign out of' };
const STAY: Text = { fr: 'Rester connecté', en: 'Stay signed in' };
const SIGNED_OUT: Text = { fr: 'Vous êtes déconnecté.', en: 'You are signed out.' };
const WRONG: Text = { fr: 'Cette connexion ne peut pas se faire.', en: 'This sign-in cannot be done.' };
const AGAIN: Text = {
  fr: 'Revenez au site et recommencez.',
  en: 'Go back to the site and start again.',
};

const STYLE = `
  :root { color-scheme: light dark; }
  body { font: 1.05rem/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 42rem; }
  a { color: inherit; }
  h1 { font-size: 1.5rem; line-height: 1.25; }
  .notice { border-left: .3rem solid #b34000; padding: .5rem 1rem; }
  ul { list-style: none; padding: 0; display: grid; gap: .6rem; }
  button { font: inherit; width: 100%; text-align: left; padding: .7rem 1rem; border: 1px solid #6a6a6a;
    border-radius: .3rem; background: #fff; color: #161616; cursor: pointer; }
  button strong, button span { display: block; }
  button:hover { background: #eef0ff; }
  button:focus-visible, a:focus-visible { outline: 3px solid #0a76f6; outline-offset: 2px; }
  @media (prefers-color-scheme: dark) { button { background: #1e1e1e; color: #f3f3f3; } button:hover { background: #2b2b45; } }
`;

const page = (language: Language, title: string, body: string): string => `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p class="notice"><strong>${escapeHtml(NOTICE[language])}</strong></p>
${body}
</main>
</body>
</html>
`;

const choice = ({ subject, name, what }: DemoPerson, language: Language): string =>
  `<li><button type="submit" name="person" value="${escapeHtml(subject)}"><strong>${escapeHtml(name)}</strong> ` +
  `<span>${escapeHtml(what[language])}</span></button></li>`;

/** Who to be: one button a person. The form goes to its own address. */
export const choosePage = (provider: string, people: readonly DemoPerson[], language: Language): string => {
  const other: Language = language === 'fr' ? 'en' : 'fr';
  return page(
    language,
    `${provider} : ${CHOOSE[language]}`,
    `<form method="post"><ul>
${people.map((person) => choice(person, language)).join('\n')}
<li><button type="submit" name="person" value="">${escapeHtml(CANCEL[language])}</button></li>
</ul></form>
<p><a href="?lang=${other}" lang="${other}" hreflang="${other}">${OTHER[language]}</a></p>`,
  );
};

/** `form` is the provider's own, without a button: ours are put beside it. */
export const signOutPage = (provider: string, form: string, language: Language): string =>
  page(
    language,
    `${SIGN_OUT[language]} ${provider}`,
    `${form}
<ul>
<li><button type="submit" form="op.logoutForm" name="logout" value="yes">${escapeHtml(SIGN_OUT[language])} ${escapeHtml(provider)}</button></li>
<li><button type="submit" form="op.logoutForm">${escapeHtml(STAY[language])}</button></li>
</ul>`,
  );

export const signedOutPage = (provider: string, language: Language): string =>
  page(language, provider, `<p>${escapeHtml(SIGNED_OUT[language])}</p>`);

/** `code` is the error's own, of OAuth. */
export const wrongPage = (provider: string, code: string, language: Language): string =>
  page(
    language,
    provider,
    `<p>${escapeHtml(WRONG[language])} ${escapeHtml(AGAIN[language])}</p>\n<p><code>${escapeHtml(code)}</code></p>`,
  );
