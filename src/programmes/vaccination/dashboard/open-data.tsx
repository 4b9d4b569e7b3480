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

/** The tables this page is made of, and where each figure comes from. */
export function OpenData({ scene }: { scene: Scene }) {
  const { say, formats } = useSpeech();
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
      {site.api !== null && (
        <p>
          <a href={site.api}>{say(SAY.api)}</a>
        </p>
      )}
      <p className="small provenance">
        {say(SAY.provenance)} – {formats.integer(index.ledger.facts)} {say(SAY.facts)}
        {index.strategy && `, ${say(SAY.strategyId)} ${index.strategy.id}`}, {say(SAY.codeVersion)}{' '}
        {index.code.version}
      </p>
    </>
  );
}
