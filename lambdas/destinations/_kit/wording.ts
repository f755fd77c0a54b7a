/** A piece of an operator's text. What has no `url` is plain text, whoever wrote it. */
export interface TextRun {
  readonly text: string;
  /** Written by the operator, never taken from an alert. */
  readonly url?: string;
}

interface Labelled {
  readonly label: string;
  readonly value: string;
}

interface Address {
  readonly label: string;
  readonly url: string;
}

/**
 * The settings of `message` applied to one alert: plain text on which no client acts, links to hosts that the operator
 * wrote, and whom he named. What is absent keeps its default.
 */
export interface Wording {
  /** On one line. */
  readonly title?: string;
  /** May have several lines. */
  readonly text?: readonly TextRun[];
  readonly fields?: readonly Labelled[];
  /** Names as they stand in the settings, for the severity of the alert. */
  readonly mentions: readonly string[];
  readonly runbook?: Address;
  readonly links: readonly Address[];
  readonly footer?: string;
  /** Which settings could not be applied, and why. */
  readonly notes: readonly string[];
}
