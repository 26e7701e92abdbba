import type { Decision, SecurityNotice } from '../../errors.ts';
import type { Texts } from './english.ts';
import { asSentence, type NameOf } from './sentence.ts';

export type Choice = {
  decision: Decision;
  label: string;
  /** What is being done once it is chosen. */
  doing: string;
  /** The one to take in doubt. */
  isSafe?: true;
};

export type NoticeWords = { title: string; what: string; choices: readonly Choice[] };

type NoticeTexts = {
  title: string;
  what: (name: string) => string;
  choices: { [D in Decision]?: { label: (name: string) => string; doing: string } };
};

/** The safe one first. */
const DECISIONS: readonly Decision[] = ['keep', 'accept', 'start-over'];

/** What happened, what it may mean, and what the person can decide. */
export const noticeWords = (notice: SecurityNotice, nameOf: NameOf, texts: Texts): NoticeWords => {
  const words: NoticeTexts = texts.notices[notice.kind];
  const name = nameIn(notice, nameOf, texts);
  const choices = DECISIONS.flatMap((decision): Choice[] => {
    const choice = words.choices[decision];
    if (!choice || !canDecide(notice, decision)) return [];
    const { label, doing } = choice;
    return [{ decision, label: label(name), doing, ...(decision === 'keep' && { isSafe: true }) }];
  });
  return { title: words.title, what: asSentence(words.what(name), texts), choices };
};

const canDecide = (notice: SecurityNotice, decision: Decision): boolean =>
  !(notice.kind === 'epoch-not-announced' && notice.trusted === null && decision === 'keep');

/** Nobody lets themselves in: if it is said to be oneself, it was another device of one's own. */
const nameIn = (notice: SecurityNotice, nameOf: NameOf, { people }: Texts): string => {
  if ('userId' in notice) return nameOf(notice.userId);
  if (!('by' in notice)) return '';
  const name = nameOf(notice.by);
  return notice.kind === 'let-in-again' && name === people.you ? people.ownOtherDevice : name;
};
