/** What a person decides about a problem, wherever the person works: in a chat, a ticket, a pager, or behind a link. */
export type AnswerAction = 'acknowledge' | 'resolve' | 'false_positive' | 'silence';

/** One answer. `seconds` is how long a silence lasts. */
export interface Answer {
  readonly action: AnswerAction;
  readonly seconds?: number;
}

const HOUR_SECONDS = 3600;

/** The answers that a message offers, in the order in which they are shown. */
export const answerChoices = {
  acknowledge: { label: 'Acknowledge', answer: { action: 'acknowledge' } },
  silence_1h: { label: 'Silence 1 h', answer: { action: 'silence', seconds: HOUR_SECONDS } },
  silence_8h: { label: 'Silence 8 h', answer: { action: 'silence', seconds: 8 * HOUR_SECONDS } },
  resolve: { label: 'Resolve', answer: { action: 'resolve' } },
  false_positive: { label: 'False positive', answer: { action: 'false_positive' } },
} as const satisfies Record<string, { readonly label: string; readonly answer: Answer }>;

export type ChoiceName = keyof typeof answerChoices;
export const choiceNames = Object.keys(answerChoices) as readonly ChoiceName[];

/** The choice of this name; nothing for any other text. */
export const choiceNamed = (name: string): ChoiceName | undefined => choiceNames.find((each) => each === name);

const after: Readonly<Record<AnswerAction, readonly ChoiceName[]>> = {
  acknowledge: ['silence_1h', 'silence_8h', 'resolve', 'false_positive'],
  silence: ['acknowledge', 'resolve', 'false_positive'],
  resolve: [],
  false_positive: [],
};

/** The choices that are still of use after an answer. */
export const choicesAfter = ({ action }: Answer): readonly ChoiceName[] => after[action];
