import { useEffect, useState } from 'preact/hooks';
import { base } from './api.ts';

/** Where the console is: the parts of the path below it, and what the query says. */
export interface Place {
  readonly parts: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

const placeNow = (): Place => ({
  parts: location.pathname.slice(base.length).split('/').filter(Boolean).map(decoded),
  query: Object.fromEntries(new URLSearchParams(location.search)),
});

/** The address of a place; empty values are left out. */
export function hrefOf(parts: readonly string[], query: Readonly<Record<string, string | undefined>> = {}): string {
  const filled = Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : []));
  const search = new URLSearchParams(filled).toString();
  const path = [base, ...parts.map(encodeURIComponent)].join('/');
  return search === '' ? path : `${path}?${search}`;
}

const CHANGED = 'tocsin:place';

/** Goes to a place; back returns. */
export function go(href: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'push') history.pushState(undefined, '', href);
  else history.replaceState(undefined, '', href);
  dispatchEvent(new Event(CHANGED));
}

/** The place, as it changes. */
export function usePlace(): Place {
  const [place, setPlace] = useState(placeNow);
  useEffect(() => {
    const update = (): void => setPlace(placeNow());
    addEventListener('popstate', update);
    update();
    addEventListener(CHANGED, update);
    return () => {
      removeEventListener('popstate', update);
      removeEventListener(CHANGED, update);
    };
  }, []);
  return place;
}

/** Links inside the console change the place without loading the page again. */
export function followLinks(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (link === null || link.target !== '' || !link.href.startsWith(`${location.origin}${base}/`)) return;
  event.preventDefault();
  go(link.href);
}
