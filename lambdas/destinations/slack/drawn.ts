import { type ChoiceName, choiceNames, choicesAfter } from '../../domain/answer.ts';
import type { Repeats } from '../../domain/repeats.ts';
import type { AlertView } from '../_kit/alert-view/alert-view.ts';
import type { Attempt } from '../_kit/define-destination.ts';
import { answerButtons } from './answer-buttons.ts';
import { slackBlocks, slackText } from './blocks.ts';
import { isInteractive } from './callback.ts';
import type { Settings } from './settings.ts';

/** What is shown: with buttons where Slack can send what was pressed, else with a link to the same. */
export function drawn(
  view: AlertView,
  { answers }: Attempt,
  settings: Settings,
  choices: readonly ChoiceName[] = choiceNames,
) {
  const token = isInteractive(settings) ? answers?.token : undefined;
  const links = token === undefined ? view.links : view.links.filter((link) => link !== view.answer);
  const buttons = token === undefined ? [] : answerButtons(token, choices);
  return { text: slackText(view), blocks: slackBlocks({ ...view, links }, buttons) };
}

/** The choices that are of use for a problem that was seen again, acknowledged or resolved. */
export function choicesFor({ isResolved, acknowledgement }: Repeats): readonly ChoiceName[] {
  if (isResolved) return [];
  return acknowledgement === undefined ? choiceNames : choicesAfter({ action: 'acknowledge' });
}
