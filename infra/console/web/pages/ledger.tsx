import { get } from '../api.ts';
import { hrefOf } from '../location.ts';
import { Empty, Trouble } from '../parts/feedback.tsx';
import { HourLines } from '../parts/hour-lines.tsx';
import { usePolled } from '../polling.ts';
import type { DeliveryStatus, LedgerInfo } from '../types.ts';

interface Bar {
  readonly word: string;
  readonly tone: string;
  readonly states: readonly DeliveryStatus[];
}

/** Every delivery is in exactly one of these. */
const bars: readonly Bar[] = [
  { word: 'delivered', tone: 'good', states: ['delivered'] },
  { word: 'merged', tone: 'calm', states: ['merged'] },
  { word: 'silenced', tone: 'calm', states: ['suppressed'] },
  { word: 'dead', tone: 'bad', states: ['dead'] },
  { word: 'in flight', tone: 'wait', states: ['queued', 'sending', 'retrying'] },
  { word: 'uncertain', tone: 'doubt', states: ['unknown'] },
];

const sumOf = (deliveries: LedgerInfo['deliveries'], states: readonly DeliveryStatus[]): number =>
  states.reduce((sum, state) => sum + (deliveries[state] ?? 0), 0);

function Bars({ deliveries }: Pick<LedgerInfo, 'deliveries'>) {
  const total = Math.max(
    1,
    Object.values(deliveries).reduce((sum, n) => sum + n, 0),
  );
  return (
    <ul class="plain bars">
      {bars.map(({ word, tone, states }) => {
        const n = sumOf(deliveries, states);
        const [first = 'delivered'] = states;
        return (
          <li key={word}>
            <a href={hrefOf(['alerts'], { status: first })}>{word}</a>
            <span class="track">
              <span class={`fill ${tone}`} style={{ width: `${(100 * n) / total}%` }} />
            </span>
            <span class="number">{n}</span>
          </li>
        );
      })}
    </ul>
  );
}

function Verdict({ ledger: { balanced, deliveries, hours = [] } }: { readonly ledger: LedgerInfo }) {
  const total = Object.values(deliveries).reduce((sum, n) => sum + n, 0);
  if (balanced)
    return <p class="state">It adds up: {total} deliveries were planned, and each is in exactly one state.</p>;
  const wrong = hours.filter((each) => !each.balanced).map(({ hour }) => hour);
  return (
    <p class="trouble">
      It does not add up ({wrong.join(', ')}): reconcile corrects it within minutes; if it stays, run npx --no tocsin
      ledger --audit.
    </p>
  );
}

function Account({ ledger }: { readonly ledger: LedgerInfo }) {
  const { webhooks, alerts, deliveries, hours = [] } = ledger;
  return (
    <>
      <Verdict ledger={ledger} />
      <p class="note">
        {webhooks.accepted} webhooks accepted: {webhooks.empty} empty, {webhooks.ignored} no alerts,{' '}
        {webhooks.duplicate} sent twice; {alerts} alerts.
      </p>
      <Bars deliveries={deliveries} />
      <h2>By hour (UTC)</h2>
      {hours.length === 0 ? <Empty title="Nothing was accepted yet" /> : <HourLines hours={hours} />}
    </>
  );
}

/** What was accepted, and what became of all of it. */
export function Ledger() {
  const { value, error } = usePolled(10_000, () => get<LedgerInfo>('/v1/ledger?hours=1'));
  return (
    <>
      <h1>Ledger</h1>
      <Trouble error={error} />
      {value === undefined ? null : <Account ledger={value} />}
    </>
  );
}
