import { answerChoices, type ChoiceName } from '../../domain/answer.ts';
import type { SlackBlock } from './elements.ts';

/** The block of the buttons that answer; its id tells it from others when the message comes back. */
export const ANSWERS_BLOCK = 'tocsin_answers';

/** A button for each choice. Its value is a signed text that names the delivery, and nothing of the alert. */
export const answerButtons = (token: string, choices: readonly ChoiceName[]): SlackBlock[] =>
  choices.length === 0
    ? []
    : [
        {
          type: 'actions',
          block_id: ANSWERS_BLOCK,
          elements: choices.map((name) => ({
            type: 'button',
            text: { type: 'plain_text', text: answerChoices[name].label, emoji: false },
            action_id: `tocsin_${name}`,
            value: token,
          })),
        },
      ];
