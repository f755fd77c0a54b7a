import type { Brief, Step } from './alert-view.ts';
import type { Part } from './prose.ts';

/** The steps as one text, their titles before their texts; with numbers where there are several. */
export function adviceParts(steps: readonly Step[]): Part[] {
  return steps.flatMap(({ title, parts }, i) => {
    const number = steps.length > 1 ? `${i + 1}. ` : '';
    const [first, ...rest] = parts;
    if (title === undefined && first?.kind === 'prose') return [{ ...first, text: `${number}${first.text}` }, ...rest];
    const heading = `${number}${title ?? ''}`.trim();
    return heading === '' ? [...parts] : [{ kind: 'prose', text: heading }, ...parts];
  });
}

/** What stands above the sender's advice. */
export function adviceHeading({ title, steps }: Brief['remediation']): string {
  const what = title === undefined ? 'What the sender advises' : `What the sender advises: ${title}`;
  return steps.length > 1 ? `${what} (${steps.length} steps)` : what;
}
