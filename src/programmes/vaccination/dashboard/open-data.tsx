import type { Language, Text } from '#kernel/text.ts';
import { useSpeech } from '#kit/language.tsx';
import { MEANINGS } from '#programmes/vaccination/dashboard/definitions.ts';
import type { Scene } from '#programmes/vaccination/dashboard/scene.tsx';
import { SAY } from '#programmes/vaccination/dashboard/words.ts';

/** The definitions in full, where a link from any figure leads. */
export function Meanings() {
  const { say } = useSpeech();
  return (
    <dl className="meanings">
      {Object.entries(MEANINGS).map(([key, { term, meaning }]) => (
        <div key={key}>
          <dt>{say(term)}</dt>
          <dd>{say(meaning)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What every publication writes beside its tables. */
const DESCRIPTIONS: readonly { file: (language: Language) => string; name: Text }[] = [
  { file: (language) => `dictionary.${language}.md`, name: SAY.dictionary },
  { file: () => 'datapackage.json', name: SAY.datapackage },
  { file: () => 'dcat.jsonld', name: SAY.dcat },
  { file: () => 'provenance.json', name: SAY.provenanceFile },
];

/** The tables this page is made of, and where each figure comes from. */
export function OpenData({ scene }: { scene: Scene }) {
  const { say, formats, language } = useSpeech();
  const { index, site } = scene;
  return (
    <>
      <p className="lead">{say(SAY.dataLead)}</p>
      {index.held.length > 0 && (
        <ul className="held">
          {index.held.map((held) => (
            <li key={held.table}>
              <strong>
                {say(SAY.held)} – {held.table}
              </strong>{' '}
              {say(held.reason)}
            </li>
          ))}
        </ul>
      )}
      <ul className="tables">
        {index.tables.map((table) => (
          <li key={table.name}>
            <div>
              <strong>{say(table.title)}</strong>
              <span className="small">
                {' '}
                <code>{table.name}</code> – {formats.integer(table.rows)} {say(SAY.rows)}
              </span>
            </div>
            <ul>
              {table.files.map((file) => (
                <li key={file.path}>
                  <a href={`${site.data}${file.path}`} download>
                    {file.format.toUpperCase()} <span className="small">({formats.bytes(file.bytes)})</span>
                    <span className="visually-hidden"> – {say(table.title)}</span>
                  </a>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      <h3>{say(SAY.describe)}</h3>
      <ul className="describe">
        {DESCRIPTIONS.map(({ file, name }) => (
          <li key={name.fr}>
            <a href={`${site.data}${file(language)}`}>{say(name)}</a>
          </li>
        ))}
        {site.api !== null && (
          <li>
            <a href={site.api}>{say(SAY.api)}</a>
          </li>
        )}
      </ul>
      <p className="small provenance">
        {say(SAY.provenance)} – {formats.integer(index.ledger.facts)} {say(SAY.facts)}
        {index.strategy && `, ${say(SAY.strategyId)} ${index.strategy.id}`}, {say(SAY.codeVersion)}{' '}
        {index.code.version}
      </p>
    </>
  );
}
