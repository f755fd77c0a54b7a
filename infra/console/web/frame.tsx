import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useKeys } from './alerts/keys.ts';
import { call } from './api.ts';
import { go, hrefOf, type Place } from './location.ts';
import type { Overview } from './overview.ts';
import { ranges } from './time.ts';

/** The pages, in the order of the list at the left. */
const usual = ['alerts', 'destinations', 'sources', 'routes', 'silences', 'ledger', 'overview'] as const;

const titleOf = (page: string): string => page.charAt(0).toUpperCase() + page.slice(1);

interface Props {
  readonly place: Place;
  readonly overview: Overview | undefined;
  readonly error: string | undefined;
  /** Whether mock receivers stand in the place of the destinations. */
  readonly hasSandbox: boolean;
  readonly onHelp: () => void;
  readonly children: ComponentChildren;
}

const Chip = ({ overview, error }: Pick<Props, 'overview' | 'error'>) =>
  error !== undefined || overview === undefined ? (
    <output class={`overall ${error === undefined ? 'wait' : 'bad'}`}>
      {error === undefined ? 'looking …' : 'state unknown: Tocsin does not answer'}
    </output>
  ) : (
    <a class={`overall ${overview.tone}`} href={overview.href} aria-label={`State: ${overview.text}`}>
      {overview.text}
    </a>
  );

function Search({ place }: { readonly place: Place }) {
  const field = useRef<HTMLInputElement>(null);
  const { query } = place;
  useKeys({ '/': () => field.current?.focus() });
  const search = (event: SubmitEvent): void => {
    event.preventDefault();
    go(hrefOf(['alerts'], { ...query, q: field.current?.value.trim() }));
    field.current?.blur();
  };
  return (
    <search class="search">
      <form onSubmit={search}>
        <input
          ref={field}
          type="search"
          key={query['q'] ?? ''}
          defaultValue={query['q'] ?? ''}
          placeholder="Search  /"
          aria-label="Search alerts"
          maxLength={200}
        />
        <select
          aria-label="Time range"
          value={query['range'] ?? ''}
          onChange={({ currentTarget }) => go(hrefOf(['alerts'], { ...query, range: currentTarget.value }))}
        >
          <option value="">all times</option>
          {Object.keys(ranges).map((each) => (
            <option key={each} value={each}>
              last {each}
            </option>
          ))}
        </select>
      </form>
    </search>
  );
}

const signOut = (): void => {
  const leave = (): void => location.reload();
  call('DELETE', '/v1/session').then(leave, leave);
};

/** What is around every page: the list of pages, search, time range, and the state of everything. */
export function Frame({ place, overview, error, hasSandbox, onHelp, children }: Props) {
  const pages = hasSandbox ? [...usual, 'sandbox'] : usual;
  const [page = 'alerts'] = place.parts;
  const list = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone the list is a bar that may be wider than the screen.
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  }, [page, hasSandbox]);
  const began = useRef(0);
  const numbered = Object.fromEntries(
    pages.map((each, index) => [
      String(index + 1),
      () => {
        if (Date.now() - began.current < 2_000) go(hrefOf([each]));
      },
    ]),
  );
  useKeys({
    ...numbered,
    g: () => {
      began.current = Date.now();
    },
    '?': onHelp,
    w: () => {
      if (overview !== undefined) go(overview.href);
    },
  });
  return (
    <div class="frame">
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <nav aria-label="Pages" ref={list}>
        <strong class="name">Tocsin</strong>
        {pages.map((each) => (
          <a key={each} href={hrefOf([each])} aria-current={each === page ? 'page' : undefined}>
            {titleOf(each)}
          </a>
        ))}
        <span class="foot">
          <button type="button" class="plain" onClick={onHelp}>
            Keys <kbd>?</kbd>
          </button>
          <button type="button" class="plain" onClick={signOut}>
            Sign out
          </button>
        </span>
      </nav>
      <header class="head">
        <Search place={place} />
        <Chip overview={overview} error={error} />
      </header>
      <main id="main" tabIndex={-1} class={page}>
        {children}
      </main>
    </div>
  );
}
