import type { AlertView, Step } from './alert-view.ts';
import type { Part } from './prose.ts';

/** The steps as one text, their titles before their texts; with numbers where there are several. */
export function adviceParts(steps: readonly Step[], isNumbered = steps.length > 1): Part[] {
  return steps.flatMap(({ title, parts }, i) => {
    const number = isNumbered ? `${i + 1}. ` : '';
    const [first, ...rest] = parts;
    if (title === undefined && first?.kind === 'prose') return [{ ...first, text: `${number}${first.text}` }, ...rest];
    const heading = `${number}${title ?? ''}`.trim();
    return heading === '' ? [...parts] : [{ kind: 'prose', text: heading }, ...parts];
  });
}

const headed = ({ title }: AlertView['remediation']): string =>
  title === undefined ? 'What the sender advises' : `What the sender advises: ${title}`;

/** What stands above the sender's advice. */
export const adviceHeading = (advice: AlertView['remediation']): string =>
  advice.steps.length > 1 ? `${headed(advice)} (${advice.steps.length} steps)` : headed(advice);

/** The first step, for messages: a person at night begins with one thing. */
export const firstAdvice = (advice: AlertView['remediation']): { heading: string; parts: readonly Part[] } => ({
  heading: advice.steps.length > 1 ? `${headed(advice)} (step 1 of ${advice.steps.length})` : headed(advice),
  parts: adviceParts(advice.steps.slice(0, 1), false),
});
