import { hrefOf } from '../location.ts';
import { Copy } from '../parts/feedback.tsx';
import type { Alert } from '../types.ts';
import { entitiesOf } from './entities.ts';

/** Lines of evidence that are shown before it is folded. */
const SHOWN = 8;
const MOST_LINES = 2_000;

const find = (value: string): string => hrefOf(['alerts'], { q: value.slice(0, 200) });

/** The entities as pairs, each with copy and a search for others. */
export function Entities({ alert }: { readonly alert: Alert }) {
  const pairs = entitiesOf(alert);
  if (pairs.length === 0) return <p>The sender names nobody and nothing.</p>;
  return (
    <dl class="pairs">
      {pairs.map(([name, value]) => (
        <div key={`${name} ${value}`}>
          <dt>{name}</dt>
          <dd>
            <code>{value}</code> <Copy text={value} label={name} />{' '}
            <a class="small" href={find(value)} aria-label={`Find others with this ${name}`}>
              find others
            </a>
          </dd>
        </div>
      ))}
    </dl>
  );
}

const linesOf = ({ evidence }: Alert): string[] =>
  evidence.flatMap(({ kind, at, content, truncated }) => [
    `— ${[kind, at].filter(Boolean).join(', ')}`,
    ...content.split('\n'),
    ...(truncated === true ? ['… cut off: the sender has the rest'] : []),
  ]);

/** The evidence, redacted as it was stored; what is more than eight lines is folded. */
export function EvidenceText({ alert }: { readonly alert: Alert }) {
  const lines = linesOf(alert).slice(0, MOST_LINES);
  if (lines.length === 0) return null;
  const rest = lines.slice(SHOWN);
  return (
    <section>
      <h3>Evidence</h3>
      <pre>{lines.slice(0, SHOWN).join('\n')}</pre>
      {rest.length === 0 ? null : (
        <details>
          <summary>{rest.length} more lines</summary>
          <pre>{rest.join('\n')}</pre>
        </details>
      )}
    </section>
  );
}

/** What the sender advises. */
export const Advice = ({ alert: { remediation } }: { readonly alert: Alert }) =>
  remediation === undefined ? null : (
    <section>
      <h3>Advice</h3>
      {remediation.title === undefined ? null : <p>{remediation.title}</p>}
      <ol>
        {remediation.steps.map(({ title, text }) => (
          <li key={text}>
            {title === undefined ? null : <b>{title}: </b>}
            {text}
          </li>
        ))}
      </ol>
    </section>
  );

/** The alert as the API has it. */
export const Raw = ({ value }: { readonly value: unknown }) => {
  const text = JSON.stringify(value, undefined, 2);
  return (
    <details>
      <summary>Raw JSON</summary>
      <Copy text={text} label="the JSON" />
      <pre>{text}</pre>
    </details>
  );
};
