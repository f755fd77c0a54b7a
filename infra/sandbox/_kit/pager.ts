import { type Item, line } from './receiver.ts';

/** One alert as a pager keeps it: what has the same key while it is open is the same alert. */
export interface Page {
  readonly number: number;
  readonly key: string;
  readonly title: string;
  /** In the vendor's words: `error`, `P2`. */
  readonly level: string;
  readonly status: 'open' | 'over';
  /** How many events reported it. */
  readonly count: number;
  /** What happened to it, oldest first. */
  readonly log: readonly string[];
  /** What its page shows. */
  readonly details: unknown;
}

export type Shown = Pick<Page, 'title' | 'level' | 'details'>;

export interface Pager {
  /** Opens a page, or counts on the one that is open under the key. Whether somebody's phone rings. */
  trigger(key: string, shown: Shown, onRepeat: (page: Page) => Partial<Page>): { page: Page; isNew: boolean };
  /** Changes the page that is open under the key, when there is one. */
  change(key: string, how: (page: Page) => Partial<Page>): Page | undefined;
  /** Newest first. */
  list(): readonly Page[];
}

const LISTED = 12;

export function pager(): Pager {
  const pages: Page[] = [];
  const placeOf = (key: string) => pages.findLastIndex((page) => page.key === key && page.status === 'open');

  function change(key: string, how: (page: Page) => Partial<Page>): Page | undefined {
    const place = placeOf(key);
    const page = pages[place];
    if (page === undefined) return undefined;
    const changed = { ...page, ...how(page) };
    pages[place] = changed;
    return changed;
  }

  return {
    trigger(key, shown, onRepeat) {
      const open = change(key, (page) => ({ count: page.count + 1, ...onRepeat(page) }));
      if (open !== undefined) return { page: open, isNew: false };
      const page: Page = { number: pages.length + 1, key, ...shown, status: 'open', count: 1, log: ['opened'] };
      pages.push(page);
      return { page, isNew: true };
    },
    change,
    list: () => pages.slice(-LISTED).toReversed(),
  };
}

/** What the reader's app shows after an event: the page that it touched, among the others. */
export interface Screen {
  readonly app: string;
  readonly what: string;
  readonly rings: boolean;
  readonly page: Page;
  readonly others: readonly Page[];
  readonly event: unknown;
}

/** A page as one thing that arrived, or that was changed. */
export function screenItem(screen: Omit<Screen, 'others'>, { list }: Pager, alertIds: readonly string[]): Item {
  const others = list().filter(({ number }) => number !== screen.page.number);
  const body: Screen = { ...screen, others: others.map((page) => ({ ...page, details: undefined, log: [] })) };
  return { summary: line(`${screen.what}: ${screen.page.title}`), body, alertIds, arrived: screen.rings };
}
