import { defang } from '../../domain/values/text.ts';
import type { Link } from '../_kit/alert-view/alert-view.ts';
import { clip, jsonBytes } from '../_kit/chat/clip.ts';

export interface TextRun {
  type: 'TextRun';
  text: string;
  weight?: 'Bolder';
  size?: 'Small' | 'Medium' | 'Large';
  fontType?: 'Monospace';
  italic?: true;
  isSubtle?: true;
  selectAction?: OpenUrl;
}
export type Spacing = 'None' | 'Small' | 'Medium';
export type RichTextBlock = { type: 'RichTextBlock'; inlines: TextRun[]; spacing?: Spacing };
/** Interprets Markdown: only for text that is all ours. */
export type TextBlock = {
  type: 'TextBlock';
  text: string;
  wrap: true;
  size?: 'Small';
  isSubtle?: true;
  separator?: true;
};
export type Style = 'default' | 'emphasis' | 'good' | 'attention' | 'warning' | 'accent';
export interface Container {
  type: 'Container';
  style: Style;
  items: RichTextBlock[];
  bleed?: true;
  spacing?: Spacing;
  id?: string;
  isVisible?: false;
}
export type OpenUrl = { type: 'Action.OpenUrl'; title: string; url: string };
export type Toggle = { type: 'Action.ToggleVisibility'; title: string; targetElements: string[] };
export type Element = RichTextBlock | TextBlock | Container | { type: 'ActionSet'; actions: (OpenUrl | Toggle)[] };

const URL_MAX = 1500;
export const VALUE_MAX = 250;
export const LABEL_MAX = 80;

// Runs are not Markdown, but clients fill in dates, mark names and link addresses in them.
export const inert = (text: string): string =>
  defang(text)
    .replace(/\{\{(?=\s*(?:DATE|TIME)\s*\()/gi, '{ {')
    .replace(/<(?=\/?at\b)/gi, '< ');
export const clipped = (text: string, max: number): string => clip(inert(text), max, jsonBytes);

export const run = (text: string, style: Omit<TextRun, 'type' | 'text'> = {}): TextRun => ({
  type: 'TextRun',
  text,
  ...style,
});
export const bold = (text: string): TextRun => run(text, { weight: 'Bolder' });
export const mono = (text: string): TextRun => run(text, { fontType: 'Monospace' });
export const block = (inlines: TextRun[], spacing: Spacing = 'Small'): RichTextBlock => ({
  type: 'RichTextBlock',
  inlines,
  spacing,
});

export const openUrl = (link: Link | undefined): OpenUrl[] =>
  link === undefined || jsonBytes(link.url) > URL_MAX
    ? []
    : [{ type: 'Action.OpenUrl', title: clipped(link.label, VALUE_MAX), url: link.url }];
