import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';

/** Rows above and below the visible ones. */
const SPARE = 8;

/** Which rows of a scrolled list are shown. */
export interface Window {
  readonly first: number;
  readonly last: number;
  readonly rowHeight: number;
}

const narrow = matchMedia('(max-width: 50rem)');
const rowHeightNow = (): number => (narrow.matches ? 60 : 30);

const windowOf = (element: HTMLElement | null, total: number): Window => {
  const rowHeight = rowHeightNow();
  const { scrollTop = 0, clientHeight = 600 } = element ?? {};
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - SPARE);
  return { first, last: Math.min(total, Math.ceil((scrollTop + clientHeight) / rowHeight) + SPARE), rowHeight };
};

/** The rows to draw of so many; follows scrolling and the size of the list. */
export function useWindow(list: RefObject<HTMLElement | null>, total: number): Window {
  const [shown, setShown] = useState(() => windowOf(null, total));
  const update = (): void => {
    const next = windowOf(list.current, total);
    setShown((before) =>
      before.first === next.first && before.last === next.last && before.rowHeight === next.rowHeight ? before : next,
    );
  };
  useLayoutEffect(update, [total]);
  useEffect(() => {
    const element = list.current;
    if (element === null) return undefined;
    const sizes = new ResizeObserver(update);
    sizes.observe(element);
    element.addEventListener('scroll', update, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', update);
    };
  });
  return shown;
}

/** Scrolls just so far that a row is visible. */
export function reveal(element: HTMLElement | null, index: number): void {
  if (element === null) return;
  const height = rowHeightNow();
  const top = index * height;
  if (top < element.scrollTop) element.scrollTop = top;
  else if (top + height > element.scrollTop + element.clientHeight)
    element.scrollTop = top + height - element.clientHeight;
}
